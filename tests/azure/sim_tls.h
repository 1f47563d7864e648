#ifndef HOLDFAST_TESTS_AZURE_SIM_TLS_H
#define HOLDFAST_TESTS_AZURE_SIM_TLS_H

/*
 * A certificate authority for one run and one server certificate from it, for the names
 * localhost and 127.0.0.1. Keys stay in memory, but for
 * sim_tls_write.
 */

#include <stdbool.h>

struct sim_tls {
    char *ca;   /* PEM */
    char *cert; /* PEM */
    char *key;  /* PEM */
};

/* `kind` NULL: a good certificate; else expired, early (not yet valid) or wrong-name.
 * False when OpenSSL fails, or the kind is none. */
bool sim_tls_make(struct sim_tls *tls, const char *kind);
/* server.pem and server.key in the folder, for a server that stands in front. */
bool sim_tls_write(const struct sim_tls *tls, const char *dir);
void sim_tls_clear(struct sim_tls *tls);

#endif
