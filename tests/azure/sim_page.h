#ifndef HOLDFAST_TESTS_AZURE_SIM_PAGE_H
#define HOLDFAST_TESTS_AZURE_SIM_PAGE_H

/*
 * The skip tokens that were issued: each belongs to one request's identity and one place
 * to go on from. The same place gets the same token, so that a loop is a true loop.
 */

#include <stdbool.h>
#include <stddef.h>

struct sim_page_token {
    char *text;
    char *key;
    size_t next;  /* index of the row to begin with */
    size_t total; /* of all pages; what the issuer wants to remember */
    size_t depth; /* pages before it */
};

struct sim_pages {
    struct sim_page_token *tokens;
    size_t count;
    size_t depth;   /* pages before the one that is being made; set by who makes it */
    size_t deepest; /* of all that were issued */
};

/* The token's text; lives as long as pages. */
const char *sim_page_issue(struct sim_pages *pages, const char *key, size_t next,
                           size_t total);

/* NULL when it was never issued for this key. */
const struct sim_page_token *sim_page_find(const struct sim_pages *pages, const char *key,
                                           const char *text);

void sim_page_clear(struct sim_pages *pages);

#endif
