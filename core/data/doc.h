/* A JSON document, read-only, asked by JSON Pointer (RFC 6901). The reader behind it
 * is hidden, so that a faster one can take its place. Strict: one value of type object
 * or array, UTF-8, no NUL, no duplicate keys, no more than DOC_DEPTH levels, integers
 * of 64 bits, finite reals.
 *
 * A pointer is resolved from the root ("" is the root). Arrays take decimal indexes
 * without leading zeros. */
#ifndef HF_DATA_DOC_H
#define HF_DATA_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct doc;

enum {
    DOC_DEPTH = 64,
    DOC_BYTES = 64 << 20,
    DOC_LINE_BYTES = DOC_BYTES + (1 << 20) /* a record around a document */
};

enum doc_type {
    DOC_ABSENT, /* nothing there, or null */
    DOC_OBJECT,
    DOC_ARRAY,
    DOC_STRING,
    DOC_INTEGER,
    DOC_REAL,
    DOC_TRUE,
    DOC_FALSE
};

/* Seeds the hashing of keys from getrandom. Call once at the start of main, before a cage
 * could stand between. */
void doc_seed(void);

/* From now on the memory of documents is zeroed when it is freed: for a process whose
 * documents hold secrets. Call before the first document. */
void doc_wipe_freed(void);

/* The document, or NULL with -ERR_DATA in `e`: what is wrong and at which byte, line 1
 * unless the text has lines. The text is not kept. */
struct doc *doc_parse(const char *text, size_t len, struct err *e);
/* The same of a record that holds a whole document: one level and DOC_LINE_BYTES more, so
 * that what was read can be written and read again. */
struct doc *doc_parse_line(const char *text, size_t len, struct err *e);
/* The same as doc_parse of a text that the caller lends: it lives as long as the
 * document, and nobody else writes to it. Strings stay in it, the quotes behind some of
 * them become NULs. It takes half the time and memory, and says the same. Not for
 * secrets: copies are not zeroed. */
struct doc *doc_parse_lent(char *text, size_t len, struct err *e);
void doc_free(struct doc *d);
/* About how much memory it takes; 0 for NULL. */
size_t doc_bytes(const struct doc *d);

/* What doc_parse and doc_text would give of a text that doc_parse takes, copied; NULL:
 * nothing, or no string. The pointer names members alone, without `~`. No document is
 * made unless something is escaped in the text. The caller frees. */
char *doc_pick(const char *text, size_t len, const char *pointer);

enum doc_type doc_type(const struct doc *d, const char *pointer);

/* NULL, or false, when absent or of another type. Strings live as long as the
 * document. */
const char *doc_text(const struct doc *d, const char *pointer);
bool doc_number(const struct doc *d, const char *pointer, double *out);
bool doc_integer(const struct doc *d, const char *pointer, int64_t *out);
/* 1 true, 0 false, -1 anything else. */
int doc_truth(const struct doc *d, const char *pointer);

/* Elements of an array or members of an object; 0 for anything else. */
size_t doc_length(const struct doc *d, const char *pointer);
/* Name of the i-th member of an object, in the text's order; NULL behind the last. */
const char *doc_member(const struct doc *d, const char *pointer, size_t i);

/* Appends the value as compact JSON ("null" when absent), objects in the text's order,
 * never cut inside: when it is longer than `max` bytes it becomes a JSON string that
 * ends in "…". */
void doc_quote(const struct doc *d, const char *pointer, size_t max, struct buf *out);

/* Appends the whole value as compact JSON, keys in the text's order, reals with 17
 * digits. */
int doc_print(const struct doc *d, const char *pointer, struct buf *out);

/* Calls `each` for every string that `pattern` reaches: a pointer in which a segment
 * `*` stands for every element or member. `pointer` is the one that was reached. Stops
 * at a result that is not 0, and returns it. */
int doc_each(const struct doc *d, const char *pattern,
             int (*each)(void *ctx, const char *pointer, const char *text), void *ctx);

#endif
