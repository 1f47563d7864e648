/* SQL over an inventory, for a person or a program: reading only, whatever the statement
 * says. An authorizer lets reading and SQLite's pure functions through and nothing else:
 * no ATTACH, no PRAGMA, no writing. */
#ifndef HF_DATA_ASK_H
#define HF_DATA_ASK_H

#include <stddef.h>
#include <stdint.h>

struct ask;
struct buf;
struct err;
struct inventory;

enum ask_format { ASK_TABLE, ASK_JSON, ASK_CSV };

/* Runs one SELECT and hands each finished piece of output to `write` (not 0 stops).
 * -ERR_USAGE: the statement is refused or wrong. */
int ask_run(struct inventory *inv, const char *sql, enum ask_format format,
            int (*write)(void *ctx, const struct buf *piece), void *ctx, struct err *e);

/* --- row by row --- */

enum ask_type { ASK_NULL, ASK_INTEGER, ASK_REAL, ASK_TEXT /* or bytes */ };

struct ask_value {
    enum ask_type type;
    int64_t integer;
    double real;
    const char *text; /* `len` bytes; read: until the next call */
    size_t len;
};

/* One SELECT, its values not yet given. NULL: -ERR_USAGE. To be closed before the
 * inventory is. */
struct ask *ask_open(struct inventory *inv, const char *sql, struct err *e);
void ask_close(struct ask *a);

/* How many values the statement wants, and giving one, from 1 (copied). */
size_t ask_wants(const struct ask *a);
int ask_give(struct ask *a, size_t i, const struct ask_value *v, struct err *e);

/* 1: there is a row; 0: behind the last; negative. */
int ask_next(struct ask *a, struct err *e);
size_t ask_columns(const struct ask *a);
const char *ask_name(const struct ask *a, size_t column); /* from 0 */
struct ask_value ask_value(struct ask *a, size_t column);

#endif
