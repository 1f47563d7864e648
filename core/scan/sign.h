/* SHA-256, and Ed25519 signatures by OpenSSL: keys made, written, read; bytes signed and
 * verified. What a signature means is trust.h. */
#ifndef HF_SCAN_SIGN_H
#define HF_SCAN_SIGN_H

#include "base/secret.h"

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { SIGN_PUBLIC = 32, SIGN_BYTES = 64, SIGN_HASH = 64, SIGN_ID = 16 };

/* 64 hex digits and a NUL. -ERR_INTERNAL: OpenSSL cannot. */
int sign_hash(const void *data, size_t len, char hex[SIGN_HASH + 1], struct err *e);

/* The id of a public key: the first 16 hex digits of its SHA-256. */
int sign_key_id(const unsigned char raw[SIGN_PUBLIC], char id[SIGN_ID + 1],
                struct err *e);

/* A new pair: the private half as PEM (PKCS #8), which the caller frees. -ERR_INTERNAL.
 */
int sign_new_key(struct secret *pem, unsigned char raw[SIGN_PUBLIC], struct err *e);

/* Signs with a private key in PEM, and says which public key verifies it. -ERR_DATA: no
 * such key, of another kind, or encrypted: nobody is asked for a pass phrase. */
int sign_bytes(const struct secret *pem, const void *data, size_t len,
               unsigned char signature[SIGN_BYTES], struct err *e);
int sign_public(const struct secret *pem, unsigned char raw[SIGN_PUBLIC], struct err *e);

/* Whether the key made this signature over exactly these bytes. */
bool sign_verify(const unsigned char raw[SIGN_PUBLIC], const void *data, size_t len,
                 const unsigned char signature[SIGN_BYTES]);

#endif
