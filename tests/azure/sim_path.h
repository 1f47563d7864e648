#ifndef HOLDFAST_TESTS_AZURE_SIM_PATH_H
#define HOLDFAST_TESTS_AZURE_SIM_PATH_H

/*
 * An ARM path taken apart: is it a list or one resource, of which type, below which
 * scope. Knows the grammar of ids only, no type.
 */

#include <stdbool.h>

struct sim_path {
    char *shown; /* as it was asked, decoded, without a trailing slash */
    char *low;   /* the same in lower case: the key of a resource */
    char *scope; /* lower case; of a list: what it is below; of one: the list's scope */
    char *type;  /* lower case, names left out: microsoft.x/a/b */
    char *type_shown; /* the same as it was asked */
    bool list;
    bool provider; /* /subscriptions/{s}/providers/{namespace} itself */
};

/* False when the text is no such path; then there is nothing to clear. */
bool sim_path_parse(const char *text, struct sim_path *path);

void sim_path_clear(struct sim_path *path);

/* Parts of an id, to be freed, or NULL: the segment after /subscriptions/ or such. */
char *sim_path_after(const char *id, const char *keyword);

#endif
