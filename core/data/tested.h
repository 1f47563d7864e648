/* What a test of checks came to: filled by core/scan, written by core/report. */
#ifndef HF_DATA_TESTED_H
#define HF_DATA_TESTED_H

#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tested_case {
    char *check, *name; /* name: the fixture's file, or kinds, state, facts */
    char *file;         /* where to look: a fixture, or the check's file */
    bool ok;
    struct strs lines; /* what does not hold, one below the other */
};

struct tested_file { /* how far the fixtures reach into a script */
    char *name;
    bool measured; /* false: a C plugin */
    size_t lines, run;
    size_t *missing, n_missing; /* line numbers, ascending */
};

struct tested {
    const char *version;
    uint64_t seed;
    size_t checks, failed; /* failed: cases */
    struct tested_case *cases;
    size_t n;
    bool mutated;
    size_t mutants,
        noticed; /* runs with one property changed; those with another result */
    bool covered;
    struct tested_file *files;
    size_t n_files;
    struct strs refused; /* "FILE: why": what could not be used; a fixture has several */
    size_t unusable;     /* files among them */
    struct strs updated; /* fixtures that were written anew */
    struct strs notes;   /* what an author should look at, and is no failure */
};

/* A new case that holds, until a line is added to it. Valid until the next one. */
struct tested_case *tested_add(struct tested *t, const char *check, const char *name,
                               const char *file);
/* A line of why it fails. */
void tested_fail(struct tested *t, struct tested_case *c, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void tested_free(struct tested *t);

#endif
