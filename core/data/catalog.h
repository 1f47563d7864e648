/* The catalogue: one row a resource type, saying how Azure lists it, what its bodies can
 * hold and which right reading takes. Nothing else in the core knows Azure Backup. To
 * collect a new type, add a row.
 *
 * The built-in rows are constant. Rows that check files bring (typerow.h) are added to
 * them in a `struct catalog`, a value of this process that never changes once it is made.
 * Plan, job and inventory carry it, since what they say depends on it; NULL is the
 * built-in rows alone. */
#ifndef HF_DATA_CATALOG_H
#define HF_DATA_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalog;
struct doc;
struct err;
struct typerows;

#define TYPE_TENANT "Microsoft.Resources/tenants"
#define TYPE_SUBSCRIPTION "Microsoft.Resources/subscriptions"
#define TYPE_GROUP "Microsoft.Resources/subscriptions/resourceGroups"

enum { CATALOG_MAX = 128 /* rows in all, those of check files too */ };

enum catalog_way {
    CATALOG_NONE, /* not fetched: the tenant */
    CATALOG_LIST, /* ARM list below each resource of type `parent` */
    CATALOG_GET,  /* one singleton below each resource of type `parent` */
    /* Resource Graph: only where absence shows as a dangling id, since a row that the
     * caller may not read is left out in silence */
    CATALOG_GRAPH
};

/* A pointer that bodies of `source` ("graph", "list", "get" or NULL: any) read below
 * `before` (api-version, NULL: any) cannot hold. Covers what lies below it. */
struct catalog_unread {
    const char *source, *before, *pointer;
};

/* What the body of the resource above tells of a row, so that it need not be asked. With
 * `none`: one of the words at the pointer says that there is none below, which is a
 * complete reading. Without: where every such entry of the row is met, the body answers
 * what optional needs look for, and for them alone the row is not read. `words` NULL: any
 * number; true and false are words too. "Invalid" is never among them. */
struct catalog_told {
    const char *pointer, *words;
    bool none;
};

/* The filters `of` (bits) of a row list what lies within what another row, listed below
 * the same resource, lists by its filter `filter` (-1: it has none). Where that one is
 * empty, they are. */
struct catalog_within {
    const char *type; /* NULL: nothing of the kind */
    int filter;
    unsigned of;
};

struct catalog_row {
    const char *type;   /* the spelling of reports */
    const char *parent; /* whose resources it is listed under (TYPE_TENANT: once) */
    enum catalog_way way;
    /* ARM: "{parent}/backupPolicies"; {parent} is the parent's id as Azure wrote it */
    const char *path;
    const char *table;       /* Resource Graph table */
    const char *api_version; /* sent with list and get */
    /* older versions to try, space separated, newest first; NULL */
    const char *fallbacks;
    const char *const *filters; /* $filter values, one request each; NULL: none */
    /* pointers (with *) whose strings are ids of other resources */
    const char *const *refs;
    const char *const *aliases; /* other types that mean this row in bodies and ids */
    /* types that fill this container: without any, findings on it are a severity step
     * lower */
    const char *const *held;
    const struct catalog_unread *unread; /* ends with pointer NULL */
    const struct catalog_told *told;     /* ends with pointer NULL; NULL: nothing */
    struct catalog_within within;
    const char *action; /* RBAC action that reading takes */
    /* the one that reading a single one by its id takes, where it is another; NULL */
    const char *single_action;
    /* lives at {parent}/providers/TYPE/NAME of any parent that a need reaches */
    bool extension;
    bool absent_is_empty; /* 404 on the list or singleton: read, nothing there */
    /* of a row that a check file brings: the file, or "" where that is not told */
    const char *from;
    bool outside; /* that file is none of the installed ones */
    int own;      /* 1 and up in order; 0: built in */
};

const char *catalog_way_name(enum catalog_way w); /* none, list, get, graph */

size_t catalog_size(const struct catalog *c);
/* In order: parents first, the rows of check files behind the built-in ones. */
const struct catalog_row *catalog_at(const struct catalog *c, size_t i);

/* By type or alias, without case; NULL when unknown. */
const struct catalog_row *catalog_find(const struct catalog *c, const char *type);
int catalog_index(const struct catalog_row *row); /* its place */
/* A bit for each filter of its list, by their place; without any: bit 0. */
uint64_t catalog_filters(const struct catalog_row *row);

/* Whether `type` is `ancestor` or is listed somewhere below it. */
bool catalog_below(const struct catalog *c, const char *type, const char *ancestor);

/* Whether a body of that source and api-version (NULL: the newest) cannot hold
 * `pointer`. */
bool catalog_is_unread(const struct catalog_row *row, const char *source,
                       const char *api_version, const char *pointer);

/* --- with rows of check files --- */

/* The built-in rows and these, which are proven once more. One that equals a built-in row
 * or another of these is shared. -ERR_DATA names type and field: not valid, another row
 * of that type says otherwise, its parent is not known, its parents are a circle, too
 * many; then *bad (may be NULL) is the index of the row that is at fault. The rows are
 * copied. The caller frees with catalog_free. */
int catalog_make(const struct typerows *rows, struct catalog **out, size_t *bad,
                 struct err *e);
void catalog_free(struct catalog *c);

/* `"rows":[…]`, the rows of check files alone; and back, from the array at `pointer` that
 * may be absent (then *out is NULL). What is read is proven like any other. */
void catalog_encode(const struct catalog *c, struct buf *out);
int catalog_decode(const struct doc *d, const char *pointer, struct catalog **out,
                   struct err *e);

/* Appends what an inventory depends on: a line a row of a check file, with its spelling
 * and the pointers that are references. */
void catalog_sign(const struct catalog *c, struct buf *out);
/* Whether each of these lines stands in `text` (NULL: none does). */
bool catalog_signed(const struct catalog *c, const char *text);

#endif
