/* The inventory: what was read of an estate, in one SQLite file. Resources form a tree by
 * their keys (armid.h) and refer to each other; gaps and completes say how far the
 * reading went.
 *
 * Written by one process (create, put…, finish), then read-only (open). Strings handed
 * out live until the next call on the same cursor or inventory unless said otherwise. */
#ifndef HF_DATA_INVENTORY_H
#define HF_DATA_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct inventory;
struct catalog_row;

enum { INVENTORY_FORMAT = 1 };

/* One resource. For put: strings are the caller's. For get and next: the inventory's. */
struct inventory_resource {
    int64_t n;        /* row number; 0 in put */
    const char *id;   /* as Azure wrote it */
    const char *key;  /* out only */
    const char *type; /* in: NULL or any spelling; out: catalogue's, else as found */
    const char *body; /* JSON text */
    size_t body_len;
    const char *source;      /* "graph", "list", "get"; NULL reads as "get" */
    const char *detail;      /* "row", "body", "expanded"; NULL reads as "body" */
    const char *api_version; /* NULL: not said, taken as the newest */
    const char *fetched;     /* ISO time; NULL: the inventory's */
};

struct inventory_gap {
    const char *scope, *type, *code, *message,
        *action; /* type "" : all; others may be NULL */
    int status;  /* HTTP; 0: none */
};

/* --- writing --- */

/* A new inventory in an existing empty file, or one that does not exist (made 0600). Only
 * the loading index stands until inventory_finish. NULL: -ERR_CREATE, -ERR_IO. */
struct inventory *inventory_create(const char *path, struct err *e);
/* Opens one that was not finished, or was, to go on writing. NULL: -ERR_DATA … */
struct inventory *inventory_resume(const char *path, struct err *e);

int inventory_set_meta(struct inventory *inv, const char *name, const char *value,
                       struct err *e);

enum inventory_put { PUT_NEW = 1, PUT_REPLACED, PUT_KEPT };

/* Stores a resource: rank get > list > graph replaces the whole body, equal rank the
 * newer
 * (`fetched`; at the same time the later call). Returns enum inventory_put (>0), or
 * negative: -ERR_DATA for an id that is none. References are taken from the catalogue's
 * pointers. */
int inventory_put(struct inventory *inv, const struct inventory_resource *r,
                  struct err *e);
int inventory_put_gap(struct inventory *inv, const struct inventory_gap *g,
                      struct err *e);
/* States that all of `type` below `scope` was read (for one variant of its filters:
 * `variant` from 0; -1: all of them). */
int inventory_put_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant, struct err *e);
int inventory_drop_completes(struct inventory *inv, struct err *e);
bool inventory_is_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant); /* exactly this row */

/* One transaction around many puts; finish ends it by itself. */
int inventory_begin(struct inventory *inv, struct err *e);
int inventory_commit(struct inventory *inv, struct err *e);

/* Its file is gone when this process ends: finish need not wait for the disk. */
void inventory_set_temporary(struct inventory *inv);

/* Builds the indexes, leaves WAL mode, syncs and closes. Frees `inv` in any case. */
int inventory_finish(struct inventory *inv, struct err *e);

/* --- reading --- */

/* Opens the normal way (recovers what a killed writer left), compares the schema,
 * read-only from then on. NULL with -ERR_NOINPUT, or -ERR_DATA: not one of ours, damaged,
 * or of a newer format. */
struct inventory *inventory_open(const char *path, struct err *e);

/* The same of a descriptor, in a process that may open no file: through a replaced open
 * of SQLite's unix-none VFS that answers one name with a duplicate of `fd` and refuses
 * all else. Every statement is prepared here. */
struct inventory *inventory_open_fd(int fd, struct err *e);

void inventory_close(struct inventory *inv); /* also of a writer that gives up */

const char *inventory_meta(struct inventory *inv,
                           const char *name);  /* NULL: not set; lives with inv */
int64_t inventory_time(struct inventory *inv); /* collected-at, seconds; 0 when unknown */

/* By key: 1 and *out, 0, or negative. */
int inventory_get(struct inventory *inv, const char *key, struct inventory_resource *out,
                  struct err *e);
int inventory_get_n(struct inventory *inv, int64_t n, struct inventory_resource *out,
                    struct err *e);

/* A walk over resources in order of their keys. Body is filled only with `bodies`. */
struct inventory_cursor;
/* All of a type below `scope` ("/" or a key; the scope itself not counted). */
struct inventory_cursor *inventory_below(struct inventory *inv, const char *scope,
                                         const char *type, bool bodies);
/* All of `type` that refer to `key`. Each once. */
struct inventory_cursor *inventory_referrers(struct inventory *inv, const char *key,
                                             const char *type, bool bodies);
/* All of any of the types (NULL-ended list, catalogue's spelling; NULL: every resource),
 * from `first` key on (NULL: the start). */
struct inventory_cursor *inventory_walk(struct inventory *inv, const char *const *types,
                                        const char *first, bool bodies);
/* 1 and *out (strings live until the next call), 0 at the end, or negative. */
int inventory_next(struct inventory_cursor *c, struct inventory_resource *out,
                   struct err *e);
void inventory_end(struct inventory_cursor *c);

/* How many of a type lie below scope. Negative on failure. */
int64_t inventory_count(struct inventory *inv, const char *scope, const char *type);

/* Gaps and completes in order of scope, type; `each` returns not 0 to stop (returned). */
int inventory_each_gap(struct inventory *inv,
                       int (*each)(void *ctx, const struct inventory_gap *g), void *ctx);
int inventory_each_complete(struct inventory *inv,
                            int (*each)(void *ctx, const char *scope, const char *type,
                                        int variant),
                            void *ctx);
/* Types with how many of each, in order of type. */
int inventory_each_type(struct inventory *inv,
                        int (*each)(void *ctx, const char *type, int64_t count),
                        void *ctx);

/* The SQLite handle, for `holdfast query` alone. */
struct sqlite3;
struct sqlite3 *inventory_sqlite(struct inventory *inv);

/* Version of the library behind it, for `holdfast version`. */
const char *inventory_library(void);

#endif
