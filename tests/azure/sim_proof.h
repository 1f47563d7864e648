#ifndef HOLDFAST_TESTS_AZURE_SIM_PROOF_H
#define HOLDFAST_TESTS_AZURE_SIM_PROOF_H

/*
 * Client assertions: verified for real, against the certificate that is registered for
 * the application or against the key of the one outside issuer that it trusts. The
 * simulator is that issuer too. It knows nothing of HTTP.
 */

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define SIM_PROOF_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define SIM_PROOF_AUDIENCE "api://AzureADTokenExchange"
#define SIM_PROOF_SUBJECT "repo:contoso/backups:ref:refs/heads/main"

enum sim_proof_verdict {
    SIM_PROOF_GOOD,
    SIM_PROOF_MALFORMED,
    SIM_PROOF_ALGORITHM,
    SIM_PROOF_UNKNOWN, /* a certificate that is not registered */
    SIM_PROOF_SIGNATURE,
    SIM_PROOF_CLAIMS,
    SIM_PROOF_TIME,
    SIM_PROOF_FEDERATION /* issuer, subject or audience that nothing matches */
};

struct sim_proof {
    EVP_PKEY *issuer;
    X509 *certificate; /* or NULL */
    char *base;        /* https://localhost:PORT */
    bool old;          /* PS256 is refused */
    bool chain;        /* x5c is wanted */
    FILE *kept;        /* takes the assertions, one a line; or NULL */
    char **ids;        /* jti of those that were good */
    size_t count;
};

/* The certificate's file, and where assertions are kept, may be NULL. False with the
 * reason. */
bool sim_proof_make(struct sim_proof *proof, const char *certificate, const char *kept,
                    char *why, size_t why_size);

enum sim_proof_verdict sim_proof_judge(struct sim_proof *proof, const char *tenant,
                                       const char *client, const char *assertion);

/* A token of the outside issuer, good for five minutes. To be freed. */
char *sim_proof_issue(const struct sim_proof *proof, const char *subject,
                      const char *audience);

void sim_proof_clear(struct sim_proof *proof);

#endif
