/* What the text of a script does, as far as its tokens tell: globals that it writes,
 * settings that it reads, types that it walks to, JSON Pointers, names that will go. It
 * follows blocks and locals, and of values only a local that is a literal and stays one,
 * where a pointer is wanted: what is put together while it runs is not seen, so that
 * nothing may be concluded from silence. The text is valid Lua; of anything
 * else it sees less. */
#ifndef HF_EVAL_SCRIPT_SCAN_H
#define HF_EVAL_SCRIPT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct lines;

enum scan_kind {
    SCAN_GLOBAL,    /* a global is written; text: its name */
    SCAN_SETTING,   /* setting "x" */
    SCAN_UNCERTAIN, /* a setting or helper whose name is not a literal */
    SCAN_TYPE,      /* x:children "T" and its sisters */
    SCAN_POINTER,   /* x:text "/p", x "/p" */
    SCAN_PREFIX,    /* a pointer that goes on: x:text("/p/" .. i) */
    SCAN_OLD        /* a name of the deprecated table */
};

struct scan_old { /* a function, or a method written :name */
    const char *name, *since, *instead;
};

struct scan_use {
    enum scan_kind kind;
    size_t token, constant; /* the name of the local that is the literal, or 0 */
    char text[256];
    const struct scan_old *old;
};

struct scan {
    struct scan_use *at; /* in the order of the text */
    size_t n;
    size_t *declared, n_declared; /* tokens of the names of all locals */
};

/* `old` ends with a NULL name; NULL: what this version of holdfast deprecates. */
void scan_make(struct scan *s, const struct lines *l, const struct scan_old *old);
void scan_free(struct scan *s);

#endif
