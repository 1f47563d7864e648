/* Where things stand in the source of a script: a list of its Lua tokens, comments left
 * out, and how to find a call, a field of its table and an entry of a list in it. For
 * the lines of messages alone: nothing is decided by it. Of a text that is no valid Lua
 * it finds less, and never runs over its end. */
#ifndef HF_EVAL_SCRIPT_LINES_H
#define HF_EVAL_SCRIPT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINES_MAX = 1 << 20 /* tokens; a longer text has none */ };

enum lines_kind { LINES_END, LINES_NAME, LINES_STRING, LINES_NUMBER, LINES_SIGN };

struct lines_token {
    enum lines_kind kind;
    uint32_t at, len; /* in the text */
    uint32_t line;
};

struct lines {
    const char *text;       /* the caller's */
    struct lines_token *at; /* at[0] stands for nothing: index 0 is "not found" */
    size_t n;               /* with at[0]; behind them stands one LINES_END */
};

/* The tokens of a text, which the caller keeps. None for a text with more than
 * LINES_MAX. */
void lines_make(struct lines *l, const char *text, size_t len);
void lines_free(struct lines *l);

/* Its place in its line, in characters, from 1. */
unsigned lines_column(const struct lines *l, size_t t);

/* Whether token `t` is this name, keyword or sign. Any index is fine. */
bool lines_is(const struct lines *l, size_t t, const char *word);
bool lines_is_name(const struct lines *l, size_t t); /* a name that is no keyword */

/* What a string literal stands for, cut to the room. False for any other token. */
bool lines_string(const struct lines *l, size_t t, char *out, size_t size);

/* The bracket that closes the one at `open`, or the last token. Also `end` of a function,
 * which may hold anything. */
size_t lines_close(const struct lines *l, size_t open);

/* The last token of this word that lies in no block and no bracket; 0. */
size_t lines_top(const struct lines *l, const char *word);

/* The `{` of the nth (from 0; the last one when there are fewer) call of `name` with a
 * table that starts on this line; 0. */
size_t lines_call(const struct lines *l, const char *name, unsigned line, size_t nth);

/* In the table that `{` at `open` starts (0: nothing is found): the key `name`, be it
 * written name = or ["name"] =; the first token of its value; that of the nth entry
 * without key, from 1. 0 when it is not there. */
size_t lines_key(const struct lines *l, size_t open, const char *name);
size_t lines_value(const struct lines *l, size_t open, const char *name);
size_t lines_nth(const struct lines *l, size_t open, size_t nth);

#endif
