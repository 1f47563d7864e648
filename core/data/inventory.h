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
struct doc;
struct err;
struct inventory;
struct catalog;
struct catalog_row;

enum { INVENTORY_FORMAT = 1, INVENTORY_VARIANTS = 1000 };

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

/* The catalogue that its types are spelled by and its references taken by: right behind
 * create or open; borrowed, must live as long. Without it: the built-in rows. An
 * inventory being written notes which rows of check files it was made with (-ERR_IO); one
 * that is read is of use for these rows only if inventory_has_catalog says so. */
int inventory_use_catalog(struct inventory *inv, const struct catalog *c, struct err *e);
const struct catalog *inventory_catalog(const struct inventory *inv);
bool inventory_has_catalog(struct inventory *inv, const struct catalog *c);

/* --- writing --- */

/* Names are plain paths, whatever stands in them (`file:`, `?`, `%`).
 *
 * A new inventory in an existing empty file, or one that does not exist (made 0600),
 * never through a symbolic link. Only the loading index stands until inventory_finish.
 * NULL: -ERR_CREATE, -ERR_IO. */
struct inventory *inventory_create(const char *path, struct err *e);
/* An empty file at `path`, made (0600) when there is none; no symbolic link. -ERR_CREATE
 * when something stands in it. */
int inventory_reserve(const char *path, struct err *e);
/* Opens one that was not finished, or was, to go on writing, and holds it alone until it
 * is closed; no symbolic link. A blank one is made new. It is unchanged unless it is ours
 * and sound. NULL: -ERR_NOINPUT, -ERR_DATA, -ERR_IO; -ERR_AGAIN: another program has it
 * open. */
struct inventory *inventory_resume(const char *path, struct err *e);

enum inventory_state {
    INVENTORY_ABSENT, /* no file */
    INVENTORY_BLANK,  /* a file that holds nothing yet */
    INVENTORY_BEGUN,  /* its writer stopped before the end */
    INVENTORY_FINISHED
};
/* enum inventory_state; or -ERR_DATA: it is something else, -ERR_AGAIN: another program
 * has it open, -ERR_NOINPUT. What a killed writer left in a log is taken in. */
int inventory_state(const char *path, struct err *e);

int inventory_set_meta(struct inventory *inv, const char *name, const char *value,
                       struct err *e);

/* The time (ISO) of what is put from now on without `fetched`, for an inventory of many
 * sources. The inventory's own `collected` is the earliest of all times given; what
 * stands there without a time keeps the one that it had. -ERR_DATA: no time. */
int inventory_set_time(struct inventory *inv, const char *time, struct err *e);

enum inventory_put { PUT_NEW = 1, PUT_REPLACED, PUT_KEPT };

/* Stores a resource: rank get > list > graph replaces the whole body, equal rank the
 * newer (`fetched`; at the same time the later call). Returns enum inventory_put (>0), or
 * negative: -ERR_DATA for an id that is none, or no type. References are taken from the
 * catalogue's pointers. Secrets in the body are replaced first (redact.h). */
int inventory_put(struct inventory *inv, const struct inventory_resource *r,
                  struct err *e);
/* The same of a body that is parsed already: `d` is what r->body says. */
int inventory_put_doc(struct inventory *inv, const struct inventory_resource *r,
                      const struct doc *d, struct err *e);
/* From now on put calls `each` for every string that a resource it stores has where the
 * catalogue expects an id (none for PUT_KEPT); not 0 fails the put with it. NULL: nobody.
 */
void inventory_watch(struct inventory *inv,
                     int (*each)(void *ctx, const char *pointer, const char *text),
                     void *ctx);
/* Whether put can tell the type: by `type`, the body (`d`), or the id. */
bool inventory_typed(const struct inventory *inv, const struct inventory_resource *r,
                     const struct doc *d);
int inventory_put_gap(struct inventory *inv, const struct inventory_gap *g,
                      struct err *e);
/* States that all of `type` below `scope` was read (for one variant of its filters:
 * `variant` from 0 to INVENTORY_VARIANTS; -1: all of them). */
int inventory_put_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant, struct err *e);
/* Those of a text count only when it proves to be whole: between the two, completes are
 * kept apart; then they count, or are forgotten. */
int inventory_hold_completes(struct inventory *inv, struct err *e);
int inventory_release_completes(struct inventory *inv, bool count, struct err *e);
bool inventory_is_complete(struct inventory *inv, const char *scope, const char *type,
                           int variant); /* exactly this row */

/* Ids that are still to be read, kept beside the inventory until it is closed, on disk
 * where they are many: notes one, once. -ERR_IO. */
int inventory_want(struct inventory *inv, const char *key, const char *id, struct err *e);
/* The one behind number *n in the order of their coming (0: the first), as first written,
 * into `id` (ARMID_MAX bytes), and its number: 1, 0 when there is none, or negative. */
int inventory_next_wanted(struct inventory *inv, int64_t *n, char *id, struct err *e);
/* For a writer: the type of the resource under a key; NULL when there is none. */
int inventory_type_of(struct inventory *inv, const char *key, const char **type,
                      struct err *e);

/* --- going on with what was begun: for a writer --- */

bool inventory_is_empty(const struct inventory *inv); /* no resource was ever put */
bool inventory_has_gap(struct inventory *inv, const char *scope, const char *type);
const char *inventory_collected(const struct inventory *inv); /* ISO time, or NULL */
/* From here on it is unfinished again, and its gaps are gone: what was not read is to be
 * asked anew. */
int inventory_reopen(struct inventory *inv, struct err *e);
/* Every resource, bodies too, in the order of arrival. `each` may put gaps and completes,
 * no resources; it returns not 0 to stop (returned). Negative on failure. */
int inventory_each_stored(struct inventory *inv,
                          int (*each)(void *ctx, const struct inventory_resource *r),
                          void *ctx, struct err *e);

/* One transaction around many puts; finish ends it by itself. */
int inventory_begin(struct inventory *inv, struct err *e);
int inventory_commit(struct inventory *inv, struct err *e);

/* Its file is gone when this process ends: finish need not wait for the disk. */
void inventory_set_temporary(struct inventory *inv);

/* Builds the indexes, leaves WAL mode, syncs and closes. Frees `inv` in any case. */
int inventory_finish(struct inventory *inv, struct err *e);

/* --- reading --- */

/* Opens the normal way, compares the schema, read-only from then on. What a killed writer
 * left in a log beside it is taken in first, for good, since readers of the descriptor
 * see the file alone. NULL with -ERR_NOINPUT; -ERR_AGAIN: another program has it open;
 * -ERR_DATA: not one of ours, damaged, of a newer format, or with a log where nothing may
 * be written. */
struct inventory *inventory_open(const char *path, struct err *e);

/* The same of a descriptor, in a process that may open no file: through a replaced open
 * of SQLite's unix-none VFS that answers one name with a duplicate of `fd` and refuses
 * all else. Every statement is prepared here. */
struct inventory *inventory_open_fd(int fd, struct err *e);

/* The file of an open reader once more, for another thread: with 2 MiB of its pages in
 * memory and a transaction of its own. Both may be asked side by side; the file must not
 * change meanwhile. NULL: it cannot be, and the reader goes on. */
struct inventory *inventory_again(struct inventory *inv, struct err *e);

/* Also of a writer that gives up. Its walks end before it. */
void inventory_close(struct inventory *inv);

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
/* The same without bodies, before anybody looked whether they really name the key: it is
 * found by hashes, and who reads the bodies anyway looks by inventory_names. */
struct inventory_cursor *inventory_candidates(struct inventory *inv, const char *key,
                                              const char *type);
/* Whether a body names the key as it stands, with nothing escaped in it; and whether any
 * string of a document (NULL: it has none) does, six levels deep. */
bool inventory_names(const char *body, size_t len, const char *key);
bool inventory_doc_names(const struct doc *d, const char *key);
/* All of any of the types (NULL-ended list, catalogue's spelling; NULL: every resource),
 * from `first` key on (NULL: the start). */
struct inventory_cursor *inventory_walk(struct inventory *inv, const char *const *types,
                                        const char *first, bool bodies);
/* 1 and *out (strings live until the next call), 0 at the end and ever after, or
 * negative: -ERR_DATA when a row is damaged. */
int inventory_next(struct inventory_cursor *c, struct inventory_resource *out,
                   struct err *e);
void inventory_end(struct inventory_cursor *c);

/* How many of a type lie below scope. Negative on failure. */
int64_t inventory_count(struct inventory *inv, const char *scope, const char *type);

/* Gaps and completes in order of scope, type; `each` returns not 0 to stop (returned),
 * and asks for no list itself. Negative on failure. */
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
