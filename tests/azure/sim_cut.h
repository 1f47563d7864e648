#ifndef HOLDFAST_TESTS_AZURE_SIM_CUT_H
#define HOLDFAST_TESTS_AZURE_SIM_CUT_H

/*
 * The members of a JSON object as slices of its text, so that a row of Resource Graph is
 * put together without building a tree of it. The text must be JSON: it is not checked.
 */

#include <stddef.h>
#include <stdio.h>

#define SIM_CUT_MEMBERS 64

struct sim_member {
    const char *name; /* without quotes, as written */
    size_t name_len;
    const char *value;
    size_t len;
};

struct sim_cut {
    struct sim_member members[SIM_CUT_MEMBERS]; /* more than these are not seen */
    size_t count;
};

void sim_cut_object(const char *text, struct sim_cut *cut);
const struct sim_member *sim_cut_find(const struct sim_cut *cut, const char *name);

/* A copy of a string's text, its escapes as written; NULL when the member is missing or
 * no string. To be freed. */
char *sim_cut_text(const struct sim_cut *cut, const char *name);

/* A string of our own as JSON. */
void sim_cut_string(FILE *out, const char *text);

#endif
