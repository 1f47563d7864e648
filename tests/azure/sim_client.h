#ifndef HOLDFAST_TESTS_AZURE_SIM_CLIENT_H
#define HOLDFAST_TESTS_AZURE_SIM_CLIENT_H

/*
 * The client of the simulator's own tests: a folder, a running simulator, one request at
 * a time by libcurl. Not the scanner's client.
 */

#include "sim.h"

#include <jansson.h>

struct sim_client {
    struct sim *sim;
    char dir[64];
    char file[96]; /* the inventory, in dir */
    char token[1024];
    char *body; /* of the last answer */
    size_t len;
    char *headers; /* of the last answer, all of them */
    json_t *json;  /* of the last answer; NULL if it is none */
    int wire;      /* CURLcode of the last request */
};

/* Writes the inventory and starts; options' inventory and dir are set here. Fails the
 * test when it cannot. */
void sim_client_start(struct sim_client *client, const char *inventory,
                      struct sim_options *options);
void sim_client_stop(struct sim_client *client); /* removes the folder */

/* The status, or 0 when nothing came. method NULL is GET; a body that begins with '{' is
 * JSON, else a form. An empty token sends no bearer. */
long sim_client_ask(struct sim_client *client, const char *method, const char *target,
                    const char *body);

/* Signs in with the given secret and scope (NULL: the good ones); the status. */
long sim_client_sign_in(struct sim_client *client, const char *tenant, const char *secret,
                        const char *scope);

const char *sim_client_code(const struct sim_client *client); /* error.code or "" */
size_t sim_client_rows(const struct sim_client *client);      /* of value or data */
const char *
sim_client_next(const struct sim_client *client); /* nextLink's target or NULL */

#endif
