/* What the files of the inventory share: inventory.c opens, creates and closes;
 * inventory_write.c puts; inventory_read.c asks; inventory_vfs.c opens a descriptor. */
#ifndef HF_DATA_INVENTORY_INT_H
#define HF_DATA_INVENTORY_INT_H

#include "base/hash.h"
#include "data/inventory.h"

#include <sqlite3.h>

enum statement {         /* prepared at opening: a caged process prepares nothing later */
                 S_FIND, /* n, key, source, fetched by key_hash */
                 S_META,
                 S_COUNT,
                 S_TYPE,
                 /* writers only */
                 S_INSERT,
                 S_UPDATE,
                 S_UNREFER,
                 S_REFER,
                 S_ADD_TYPE,
                 S_PROPERTY,
                 S_ADD_PROPERTY,
                 S_SET_META,
                 S_GAP,
                 S_COMPLETE,
                 S_IS_COMPLETE,
                 S_KINDS
};

struct inventory_row { /* one resource at a time: its statement, and its id as a string */
    sqlite3_stmt *s;
    char *id;
};

struct inventory {
    sqlite3 *db;
    struct inventory_row row; /* of inventory_get and inventory_get_n */
    sqlite3_stmt *at[S_KINDS];
    struct hash_key key;
    bool writing, transaction, temporary;
    struct strs_list { /* values handed out by inventory_meta */
        char **at;
        size_t n;
    } metas;
    struct { /* names by type number, spelled as in the table */
        char **name;
        size_t n;
    } types;
    char *collected; /* fetched of puts that say none */
};

extern const char *const inventory_sources[]; /* rank: graph, list, get */
extern const char *const inventory_details[]; /* row, body, expanded */

int inventory_fail(struct inventory *inv, const char *doing, struct err *e);
uint64_t inventory_hash(const struct inventory *inv, const char *text, size_t len);
int inventory_prepare(struct inventory *inv, struct err *e); /* all that its mode wants */
int inventory_load_types(struct inventory *inv, struct err *e);
const char *inventory_type_name(const struct inventory *inv, int64_t n);
int64_t inventory_type_number(const struct inventory *inv, const char *name); /* or -1 */

/* The resource of a row number: 1, 0, or negative. Strings are the row's until the next
 * call. */
int inventory_fetch(struct inventory *inv, struct inventory_row *row, int64_t n,
                    struct inventory_resource *out, struct err *e);
void inventory_row_free(struct inventory_row *row);

/* Key and defensive settings after sqlite3_open: keys of hashing, schema compared,
 * statements prepared. */
int inventory_begin_reading(struct inventory *inv, struct err *e);

#endif
