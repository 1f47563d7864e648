#ifndef HOLDFAST_TESTS_AZURE_SIM_H
#define HOLDFAST_TESTS_AZURE_SIM_H

/*
 * A simulator of the part of Azure that a scan of backup posture reads: Entra's token
 * endpoint, Azure Resource Manager's lists and gets, Azure Resource Graph. It serves an
 * inventory in the JSON Lines form over TLS on 127.0.0.1, with a certificate authority of
 * its own, and can misbehave on request. It is not a model of the service behind the
 * lists: nothing is computed, nothing can be written, and a filter on times is accepted
 * but not applied. It shares no code with the scanner, so that both can be wrong alone.
 */

#include <stdbool.h>
#include <stddef.h>

#define SIM_CLIENT_ID "11111111-1111-1111-1111-111111111111"
#define SIM_SECRET "sim-secret~+/="
#define SIM_STATUS_MAX 600

/* NULL, 0 and false take the default. The lists end in NULL. */
struct sim_options {
    const char *inventory;     /* the file that is served; needed */
    const char *dir;           /* takes ca.pem and cloud.json; made if missing; needed */
    const char *request_log;   /* METHOD STATUS PATH?QUERY, one line a request */
    const char *secret;        /* default SIM_SECRET */
    const char *token;         /* a bearer accepted beside those issued */
    const char *const *deny;   /* TYPE[@SCOPE] */
    const char *const *allow;  /* RBAC actions: what takes another one is forbidden */
    const char *const *faults; /* KIND@SUBSTRING[*N][;name=value] */
    const char *const *versions; /* TYPE=V1,V2: the only api-versions that it then has */
    unsigned port;               /* default: a free one */
    /* where clients reach it through another server, which stands in front with the
     * certificate and key that are written to server.pem and server.key; 0: nobody does
     */
    unsigned public_port;
    unsigned page_size;  /* default 100 */
    unsigned token_life; /* seconds; default 3599 */
    bool thin_lists;     /* lists leave out what Azure gives on single gets only */
};

struct sim_counters {
    unsigned long requests;
    unsigned long get;
    unsigned long post;
    unsigned long other;
    unsigned long violations;  /* a method that a read-only client never uses */
    unsigned long tokens;      /* issued */
    unsigned long connections; /* TCP, hence TLS handshakes */
    unsigned long status[SIM_STATUS_MAX];
};

struct sim;

/*
 * Starts serving in threads of its own. The strings of the options need not live on. NULL
 * with the reason in why when a file cannot be read or written, an option cannot be
 * understood or the port is taken. The caller ends it with sim_stop.
 */
struct sim *sim_start(const struct sim_options *options, char *why, size_t why_size);

unsigned sim_port(const struct sim *sim);

/* Paths in the options' dir; they live as long as the simulator. */
const char *sim_ca_file(const struct sim *sim);
const char *sim_cloud_file(const struct sim *sim);

/* A copy of the counters; requests for the counters themselves are not in it. */
struct sim_counters sim_count(struct sim *sim);

/* Wakes what hangs, closes every connection, joins the threads. Accepts NULL. */
void sim_stop(struct sim *sim);

#endif
