#include "scan/sign.h"

#include "base/err.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

static int failed(struct err *e, const char *what)
{
    ERR_clear_error();
    return err_set(e, ERR_INTERNAL, "OpenSSL cannot %s", what);
}

/* --- hashes --- */

int sign_hash(const void *data, size_t len, char hex[SIGN_HASH + 1], struct err *e)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_Digest(data, len, hash, &n, EVP_sha256(), NULL) != 1 || n * 2 != SIGN_HASH)
        return failed(e, "compute SHA-256");
    for (size_t i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    return 0;
}

int sign_key_id(const unsigned char raw[SIGN_PUBLIC], char id[SIGN_ID + 1], struct err *e)
{
    char hex[SIGN_HASH + 1];
    int rc = sign_hash(raw, SIGN_PUBLIC, hex, e);
    if (!rc)
        snprintf(id, SIGN_ID + 1, "%.*s", SIGN_ID, hex);
    return rc;
}

/* --- keys --- */

static int raw_of(const EVP_PKEY *key, unsigned char raw[SIGN_PUBLIC], struct err *e)
{
    size_t n = SIGN_PUBLIC;
    if (EVP_PKEY_get_raw_public_key(key, raw, &n) != 1 || n != SIGN_PUBLIC)
        return failed(e, "give the public key");
    return 0;
}

/* BIO_s_mem and EVP_PKEY_free zero what they give back. */
int sign_new_key(struct secret *pem, unsigned char raw[SIGN_PUBLIC], struct err *e)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    long len = 0;
    int rc = 0;
    if (!key || !bio ||
        PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1 ||
        (len = BIO_get_mem_data(bio, &text)) <= 0)
        rc = failed(e, "make an Ed25519 key");
    if (!rc)
        rc = raw_of(key, raw, e);
    *pem = rc ? (struct secret){0} : secret_make(text, (size_t)len);
    BIO_free(bio);
    EVP_PKEY_free(key);
    return rc;
}

/* Without this OpenSSL would ask on the terminal. */
static int no_passphrase(char *buf, int size, int writing, void *ctx)
{
    (void)buf, (void)size, (void)writing, (void)ctx;
    return -1;
}

static EVP_PKEY *read_key(const struct secret *pem, struct err *e)
{
    if (pem->data && strstr(pem->data, "BEGIN ENCRYPTED PRIVATE KEY")) {
        err_set(e, ERR_DATA,
                "the key is encrypted, and nobody is asked for a pass "
                "phrase: decrypt it first (openssl pkey)");
        return NULL;
    }
    BIO *bio = pem->data && pem->len < INT_MAX ? BIO_new_mem_buf(pem->data, (int)pem->len)
                                               : NULL;
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
    BIO_free(bio);
    ERR_clear_error();
    if (key && EVP_PKEY_is_a(key, "ED25519"))
        return key;
    err_set(e, ERR_DATA,
            key ? "the key is not an Ed25519 key: holdfast key new makes one"
                : "it is no private key in PEM: holdfast key new makes one");
    EVP_PKEY_free(key);
    return NULL;
}

int sign_public(const struct secret *pem, unsigned char raw[SIGN_PUBLIC], struct err *e)
{
    EVP_PKEY *key = read_key(pem, e);
    int rc = key ? raw_of(key, raw, e) : -ERR_DATA;
    EVP_PKEY_free(key);
    return rc;
}

/* --- signatures: Ed25519 hashes by itself, so no digest is named --- */

int sign_bytes(const struct secret *pem, const void *data, size_t len,
               unsigned char signature[SIGN_BYTES], struct err *e)
{
    size_t n = SIGN_BYTES;
    EVP_PKEY *key = read_key(pem, e);
    if (!key)
        return -ERR_DATA;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int rc = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
                     EVP_DigestSign(ctx, signature, &n, data, len) == 1 && n == SIGN_BYTES
                 ? 0
                 : failed(e, "sign");
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return rc;
}

bool sign_verify(const unsigned char raw[SIGN_PUBLIC], const void *data, size_t len,
                 const unsigned char signature[SIGN_BYTES])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, SIGN_PUBLIC);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(ctx, signature, SIGN_BYTES, data, len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return good;
}
