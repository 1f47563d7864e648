/* A certificate with its private key, as an application signs in with: read from PEM or
 * PKCS #12, and the assertion (a JWT) that it signs. */
#ifndef HF_COLLECT_CERT_H
#define HF_COLLECT_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cert;
struct err;
struct secret;

/* From the bytes of a file: PEM with key, certificate and maybe a chain in any order, or
 * PKCS #12. `password` NULL: none. `name` is for messages. NULL: -ERR_CONFIG, what does
 * not fit and what to do: wrong password, no key, no certificate for the key, no RSA. */
struct cert *cert_read(const struct secret *file, const char *password, const char *name,
                       struct err *e);
void cert_free(struct cert *c);

/* Whether it is past its end; `until` gets that time as text (32 bytes). */
bool cert_expired(const struct cert *c, int64_t now, char until[32]);

struct cert_claims {
    const char *audience, *client_id;
    int64_t now;
    bool old;   /* RS256 with x5t in place of PS256 with x5t#S256 */
    bool chain; /* x5c: the certificate and its chain, for subject name and issuer */
};

/* A signed assertion, good for ten minutes, with an id that none had before. The caller
 * frees *out. 0 or -ERR_INTERNAL. */
int cert_sign(const struct cert *c, const struct cert_claims *claims, struct secret *out,
              struct err *e);

#endif
