/* SQL over an inventory, for a person: reading only, whatever the statement says. */
#ifndef HF_DATA_ASK_H
#define HF_DATA_ASK_H

struct buf;
struct err;
struct inventory;

enum ask_format { ASK_TABLE, ASK_JSON, ASK_CSV };

/* Runs one SELECT and hands each finished piece of output to `write` (not 0 stops). An
 * authorizer lets reading and SQLite's pure functions through and nothing else: no
 * ATTACH, no PRAGMA, no writing. -ERR_USAGE: the statement is refused or wrong. */
int ask_run(struct inventory *inv, const char *sql, enum ask_format format,
            int (*write)(void *ctx, const struct buf *piece), void *ctx, struct err *e);

#endif
