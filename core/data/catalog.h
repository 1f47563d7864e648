/* The catalogue: one row a resource type, saying how Azure lists it, what its bodies can
 * hold and which right reading takes. Nothing else in the core knows Azure Backup. To
 * collect a new type, add a row. */
#ifndef HF_DATA_CATALOG_H
#define HF_DATA_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

#define TYPE_TENANT "Microsoft.Resources/tenants"
#define TYPE_SUBSCRIPTION "Microsoft.Resources/subscriptions"
#define TYPE_GROUP "Microsoft.Resources/subscriptions/resourceGroups"

enum catalog_way {
    CATALOG_NONE,  /* not fetched: the tenant */
    CATALOG_LIST,  /* ARM list below each resource of type `parent` */
    CATALOG_GET,   /* one singleton below each resource of type `parent` */
    /* Resource Graph: only where absence shows as a dangling id, since a row that the
     * caller may not read is left out in silence */
    CATALOG_GRAPH
};

/* A pointer that bodies of `source` ("graph", "list", "get" or NULL: any) read below
 * `before` (api-version, NULL: any) cannot hold. Covers what lies below it. */
struct catalog_unread {
    const char *source, *before, *pointer;
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
    const char *action;     /* RBAC action that reading takes */
    /* lives at {parent}/providers/TYPE/NAME of any parent that a need reaches */
    bool extension;
    bool absent_is_empty;   /* 404 on the list or singleton: read, nothing there */
};

size_t catalog_size(void);
const struct catalog_row *catalog_at(size_t i); /* in order of the table: parents first */

/* By type or alias, without case; NULL when unknown. */
const struct catalog_row *catalog_find(const char *type);
int catalog_index(const struct catalog_row *row); /* its place */

/* Whether `type` is `ancestor` or is listed somewhere below it. */
bool catalog_below(const char *type, const char *ancestor);

/* Whether a body of that source and api-version (NULL: the newest) cannot hold
 * `pointer`. */
bool catalog_is_unread(const struct catalog_row *row, const char *source,
                       const char *api_version, const char *pointer);

#endif
