#ifndef HOLDFAST_TESTS_AZURE_SIM_WORLD_H
#define HOLDFAST_TESTS_AZURE_SIM_WORLD_H

/*
 * What every part that answers a request gets: the request, and the world it is asked of.
 * Types only.
 */

#include "sim_page.h"
#include "sim_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct sim_request {
    const char *method;
    char *raw;         /* path and query as sent */
    char *raw_path;    /* still encoded */
    char *path;        /* decoded */
    const char *query; /* still encoded, in raw; "" without one */
    char *authorization;
    char *content_type;
    char *body;
    size_t len;
};

struct sim_version {
    char *type;     /* lower case; a type or a whole namespace */
    char *versions; /* ", " between, oldest first */
};

struct sim_world {
    struct sim_store *store;
    struct sim_pages pages;
    struct sim_version *versions;
    size_t version_count;
    size_t page_size; /* 0: the default of each service */
    char **allowed; /* RBAC actions; NULL: whatever is not denied */
    size_t allowed_count;
    bool thin_lists;
    char *base;               /* https://localhost:PORT */
    const char *foreign_link; /* this request's next link goes to this host; or NULL */
    bool loop_link;           /* this request's next link leads to itself */
    time_t quota_from;        /* of Resource Graph: start and use of the window */
    unsigned quota_used;
};

#endif
