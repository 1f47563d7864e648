#ifndef HOLDFAST_TESTS_AZURE_SIM_WORLD_H
#define HOLDFAST_TESTS_AZURE_SIM_WORLD_H

/*
 * What every part that answers a request gets: the request, and the world it is asked of.
 * Types, and what makes and ends a world.
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
    char *metadata; /* headers of the machine's own endpoints and of issuers; or NULL */
    char *identity;
    char *secret;
    char *redirect;
    bool plain; /* came by http */
    char *body;
    size_t len;
};

struct sim_version {
    char *type;     /* lower case; a type or a whole namespace */
    char *versions; /* ", " between, oldest first */
};

/* Reads of one subscription, or of the tenant where the name is empty. */
struct sim_bucket {
    char *name;
    double left;
    double at; /* seconds of the last count */
    size_t taken;
};

struct sim_quotas {
    struct sim_bucket *buckets;
    size_t count;
};

struct sim_world {
    struct sim_store *store;
    struct sim_pages pages;
    struct sim_version *versions;
    size_t version_count;
    size_t page_size; /* 0: the default of each service */
    char **allowed;   /* RBAC actions; NULL: whatever is not denied */
    size_t allowed_count;
    bool thin_lists;
    bool quotas; /* refuse what is beyond them */
    struct sim_quotas reads;
    size_t graph_queries;     /* that were answered */
    char *base;               /* https://localhost:PORT */
    const char *foreign_link; /* this request's next link goes to this host; or NULL */
    bool loop_link;           /* this request's next link leads to itself */
    time_t quota_from;        /* of Resource Graph: start and use of the window */
    unsigned quota_used;
};

/* Takes TYPE=VERSION[,VERSION]; false when it is none. */
bool sim_world_version(struct sim_world *world, const char *spec);

void sim_world_clear(struct sim_world *world); /* with the store */

#endif
