#ifndef HOLDFAST_TESTS_AZURE_SIM_FILTER_H
#define HOLDFAST_TESTS_AZURE_SIM_FILTER_H

/*
 * OData's $filter as the backup lists know it: key eq 'value' and ... . Keys that name a
 * property are applied; dates, expand and the like are accepted and change nothing.
 */

#include <stdbool.h>
#include <stddef.h>

#define SIM_FILTER_TERMS 8

struct sim_filter {
    char *keys[SIM_FILTER_TERMS];
    char *values[SIM_FILTER_TERMS];
    size_t count;
    bool at_scope;
};

/* False when it cannot be understood. NULL or "" is a filter without terms. */
bool sim_filter_parse(const char *text, struct sim_filter *filter);

/* The value of a key, or NULL. */
const char *sim_filter_value(const struct sim_filter *filter, const char *key);

bool sim_filter_applies(const struct sim_filter *filter); /* any term that selects */
bool sim_filter_match(const struct sim_filter *filter, const char *resource);
void sim_filter_clear(struct sim_filter *filter);

#endif
