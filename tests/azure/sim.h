#ifndef HOLDFAST_TESTS_AZURE_SIM_H
#define HOLDFAST_TESTS_AZURE_SIM_H

/*
 * A simulator of the part of Azure that a scan of backup posture reads: Entra's token
 * endpoint, the endpoints that give a machine or a job its identity, Azure Resource
 * Manager's lists and gets, Azure Resource Graph. It serves an inventory in the JSON
 * Lines form over TLS on 127.0.0.1, with a certificate authority of its own, and can
 * misbehave on request. It is not a model of the service behind the lists: nothing is
 * computed, nothing can be written, and a filter on times is accepted but not applied. It
 * shares no code with the scanner, so that both can be wrong alone.
 */

#include <stdbool.h>
#include <stddef.h>

#define SIM_CLIENT_ID "11111111-1111-1111-1111-111111111111"
#define SIM_SECRET "sim-secret~+/="
#define SIM_STATUS_MAX 600

/* what shows who asks for an identity, and which ones there are */
#define SIM_USER_ASSIGNED "33333333-3333-3333-3333-333333333333"
#define SIM_IDENTITY_HEADER "sim-identity-Wd5nQ8"
#define SIM_MSI_SECRET "sim-msi-Jc2vK9"
#define SIM_GITHUB_BEARER "sim-github-Bt7xM4"
#define SIM_PIPELINES_BEARER "sim-pipelines-Rf3zL6"
#define SIM_CONNECTION "44444444-4444-4444-4444-444444444444"

/* NULL, 0 and false take the default. The lists end in NULL. */
struct sim_options {
    const char *inventory; /* the file that is served; needed */
    const char
        *dir; /* takes ca.pem, cloud.json, federated-token; made if missing; needed */
    const char *request_log;     /* METHOD STATUS PATH?QUERY, one line a request */
    const char *heard;           /* takes the secrets of each request as they came */
    const char *secret;          /* default SIM_SECRET */
    const char *token;           /* a bearer accepted beside those issued */
    const char *const *deny;     /* TYPE[@SCOPE] */
    const char *const *allow;    /* RBAC actions: what takes another one is forbidden */
    const char *const *faults;   /* KIND@SUBSTRING[*N][;name=value] */
    const char *const *versions; /* TYPE=V1,V2: the only api-versions that it then has */
    const char *certificate;     /* PEM, registered for the application */
    const char *assertions;      /* a file that takes each assertion that came */
    const char *arc_key;         /* the key file that Azure Arc's challenge names */
    bool old_algorithm;          /* assertions signed with PS256 are refused */
    bool need_chain;             /* and those without x5c */
    bool log_in_pages;           /* issuers answer with a page instead of a refusal */
    const char *server; /* its certificate: expired, early, wrong-name; or good */
    const char *tls;    /* GnuTLS priorities; default NORMAL */
    unsigned port;      /* default: a free one */
    /* where clients reach it through another server, which stands in front with the
     * certificate and key that are written to server.pem and server.key; 0: nobody does
     */
    unsigned public_port;
    unsigned page_size;  /* default 100 */
    unsigned token_life; /* seconds; default 3599 */
    unsigned latency;    /* ms that each answer takes; default none */
    bool thin_lists;     /* lists leave out what Azure gives on single gets only */
    bool quotas;         /* 429 beyond Azure's quotas of reads and of Resource Graph */
    bool trusted;        /* lines of loose resources are served unread */
};

struct sim_counters {
    unsigned long requests;
    unsigned long get;
    unsigned long post;
    unsigned long other;
    unsigned long violations;  /* a method that a read-only client never uses */
    unsigned long tokens;      /* issued */
    unsigned long connections; /* TCP, hence TLS handshakes */
    unsigned long bytes;       /* of bodies */
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
unsigned
sim_plain_port(const struct sim *sim); /* http, for the machine's own endpoints */

/* Paths in the options' dir; they live as long as the simulator. */
const char *sim_ca_file(const struct sim *sim);
const char *sim_cloud_file(const struct sim *sim);

/* A copy of the counters; requests for the counters themselves are not in it. */
struct sim_counters sim_count(struct sim *sim);

/* Wakes what hangs, closes every connection, joins the threads. Accepts NULL. */
void sim_stop(struct sim *sim);

#endif
