#ifndef HOLDFAST_TESTS_AZURE_SIM_STORE_H
#define HOLDFAST_TESTS_AZURE_SIM_STORE_H

/*
 * The inventory in memory: resources sorted by lower-case id, so that all below a scope
 * are neighbours, and what must not be read (gap lines, --deny). Read-only once loaded.
 */

#include "sim_index.h"

#include <stdbool.h>
#include <stddef.h>

struct sim_row {
    char *key;        /* id in lower case */
    const char *type; /* lower case, from the id */
    const char *said; /* lower case, from the body's own type; equals type where absent */
    char *text;       /* the body, compact JSON */
};

struct sim_gap {
    char *scope; /* lower case; "/" is everything */
    char *type;  /* lower case; "" is every type */
    char *code;
    char *message; /* NULL: worded as AuthorizationFailed when asked */
    unsigned status;
};

struct sim_store {
    struct sim_row *rows;
    size_t count;
    size_t room;
    struct sim_gap *gaps;
    size_t gap_count;
    struct sim_index index;
    char *tenant;
    char *file; /* what bodies may lie in (sim_store_load with trusted lines) */
    size_t file_len;
};

/* NULL with the reason in why. Subscriptions and groups that a file of loose resources
 * leaves out are made up, so that a client can find the way down. Trusted: a line that
 * begins with {"id":"ID","type":"TYPE" is served as it stands and not looked at further,
 * which takes a million of them in seconds. */
struct sim_store *sim_store_load(const char *file, bool trusted, char *why,
                                 size_t why_size);
void sim_store_free(struct sim_store *store);

/* TYPE[@SCOPE]; -1 with the reason. */
int sim_store_deny(struct sim_store *store, const char *spec, char *why, size_t why_size);

const struct sim_row *sim_store_find(const struct sim_store *store, const char *key);

/* Index of the first row below the scope and, in end, one past the last. */
size_t sim_store_below(const struct sim_store *store, const char *scope, size_t *end);

bool sim_store_knows(const struct sim_store *store,
                     const char *key); /* it or one below */
bool sim_store_has_type(const struct sim_store *store, const char *type);

/* What forbids reading the type at or below the scope; NULL if nothing does. */
const struct sim_gap *sim_store_gap(const struct sim_store *store, const char *scope,
                                    const char *type);

/* What the pick walks: rows of the types that are the same as this one, from a row on. */
void sim_store_pick(const struct sim_store *store, const char *type, size_t from,
                    struct sim_pick *pick);

/* For loading only: adds a row, without sorting. The text is copied, but for one that
 * lies in store->file. */
void sim_store_add(struct sim_store *store, const char *id, const char *said,
                   const char *text);
void sim_store_sort(struct sim_store *store); /* the last of equal ids stays; indexes */
void sim_store_add_gap(struct sim_store *store,
                       const struct sim_gap *gap); /* takes over */

#endif
