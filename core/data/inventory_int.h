/* What the files of the inventory share: inventory.c knows its tables, finishes and
 * closes; inventory_open.c opens files, inventory_vfs.c a descriptor; inventory_write.c
 * puts resources, inventory_progress.c says how far the reading went, inventory_wanted.c
 * what is still to be read, inventory_resume.c takes it up again; inventory_read.c
 * and inventory_walk.c ask, with statements of inventory_pool.c. */
#ifndef HF_DATA_INVENTORY_INT_H
#define HF_DATA_INVENTORY_INT_H

#include "base/hash.h"
#include "data/inventory.h"

#include <sqlite3.h>

enum statement {         /* prepared at opening: a caged process prepares nothing later */
                 S_FIND, /* n, key, source, fetched by key_hash */
                 S_META,
                 S_TYPE,
                 S_GAPS,
                 S_COMPLETES,
                 S_TYPES,
                 /* readers only */
                 S_COUNT,
                 /* writers only */
                 S_INSERT,
                 S_UPDATE,
                 S_TOP,
                 S_REFER,
                 S_ADD_TYPE,
                 S_PROPERTY,
                 S_ADD_PROPERTY,
                 S_SET_META,
                 S_GAP,
                 S_COMPLETE,
                 S_IS_COMPLETE,
                 S_HAS_GAP,
                 S_TYPE_OF,
                 S_HOLD, /* not before there is something to hold, or wanted */
                 S_WANT,
                 S_WANTED,
                 S_NEXT_WANTED,
                 S_KINDS
};

/* Statements that several may use side by side, ready to be taken. */
enum inventory_pool { POOL_ROW, POOL_BELOW, POOL_REFERRERS, POOL_WALK, POOL_KINDS };

struct inventory_row { /* one resource at a time: its statement, and its id as a string */
    sqlite3_stmt *s;
    char *id;
};

struct inventory {
    sqlite3 *db;
    struct inventory_row row; /* of inventory_get and inventory_get_n */
    sqlite3_stmt *at[S_KINDS];
    struct {
        sqlite3_stmt **at;
        size_t n, cap;
    } pool[POOL_KINDS];
    struct hash_key key;
    bool near; /* the upper bits of a hash are of what an id lies in */
    bool writing, transaction;
    bool temporary;    /* finish need not wait for the disk */
    bool holding;      /* completes are held back */
    bool replaced;     /* references of rows that are gone may stand in the table */
    int64_t top;       /* the highest row number given so far, by a writer */
    struct strs_list { /* values handed out by inventory_meta */
        char **at;
        size_t n;
    } metas;
    struct { /* names by type number, spelled as in the table */
        char **name;
        size_t n;
    } types;
    struct { /* numbers of properties that a writer has met */
        struct inventory_property {
            int64_t type, n;
            char *pointer;
        } * at;
        size_t n;
    } properties;
    int (*watch)(void *ctx, const char *pointer, const char *text); /* or NULL */
    void *watching;
    char *collected;               /* what `fetched` means where none stands */
    char *now;                     /* of what is put now, when it is later than that */
    const struct catalog *catalog; /* borrowed; NULL: the built-in rows */
};

extern const char *const inventory_sources[]; /* rank: graph, list, get */
extern const char *const inventory_details[]; /* row, body, expanded */

int inventory_fail(struct inventory *inv, const char *doing, struct err *e);
int inventory_exec(struct inventory *inv, const char *sql, struct err *e);
uint64_t inventory_hash(const struct inventory *inv, const char *text, size_t len);
/* Runs a statement that gives no row, and frees it for the next time. */
int inventory_step(struct inventory *inv, sqlite3_stmt *s, const char *doing,
                   struct err *e);
void inventory_bind_text(sqlite3_stmt *s, int i, const char *text); /* NULL: null */

int inventory_prepare(struct inventory *inv, struct err *e); /* all that its mode wants */
int inventory_prepare_one(struct inventory *inv, enum statement which, struct err *e);

int inventory_load_types(struct inventory *inv, struct err *e);
int inventory_add_type(struct inventory *inv, int64_t n, const char *name, struct err *e);
const char *inventory_type_name(const struct inventory *inv, int64_t n);      /* or "" */
int64_t inventory_type_number(const struct inventory *inv, const char *name); /* or -1 */

/* The resource of a row number: 1, 0, or negative; -ERR_DATA when its parts do not fit
 * each other. Strings are the row's until the next call. */
int inventory_fetch(struct inventory *inv, struct inventory_row *row, int64_t n,
                    struct inventory_resource *out, struct err *e);
void inventory_row_free(struct inventory *inv, struct inventory_row *row);
/* Whether a column holds a key as it should be: what others trust when they copy it. */
bool inventory_sound_key(sqlite3_stmt *s, int column);

/* A statement of the kind, to be given back with inventory_give (which takes NULL); made
 * when none is ready. NULL when it cannot be made. */
sqlite3_stmt *inventory_take(struct inventory *inv, enum inventory_pool kind);
void inventory_give(struct inventory *inv, enum inventory_pool kind, sqlite3_stmt *s);
int inventory_pool_fill(struct inventory *inv, struct err *e);
void inventory_pool_free(struct inventory *inv);

/* Nothing of a file is used before it is known to be ours: a hostile one may hold
 * triggers, views, functions in indexes. */
int inventory_harden(struct inventory *inv, struct err *e);
int inventory_compare_schema(struct inventory *inv, bool want_finished, struct err *e);
int inventory_make_tables(struct inventory *inv, struct err *e); /* and the hash key */
int inventory_drop_indexes(struct inventory *inv, struct err *e);
int inventory_read_key(struct inventory *inv, struct err *e);
int64_t inventory_pragma(struct inventory *inv, const char *sql); /* a number, or -1 */
/* Takes the log in and leaves WAL mode, for good. */
int inventory_leave_log(struct inventory *inv, struct err *e);

/* Key and defensive settings after sqlite3_open: keys of hashing, schema compared,
 * statements prepared. */
int inventory_begin_reading(struct inventory *inv, struct err *e);

#endif
