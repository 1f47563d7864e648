#include "collect/cert.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "data/jsonout.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { CHAIN_MAX = 8, DER_MAX = 65536, JWT_MAX = 1 << 17, LIFE = 600 };

struct cert {
    EVP_PKEY *key;
    X509 *own;
    STACK_OF(X509) * chain; /* what else was in the file, in its order */
};

void cert_free(struct cert *c)
{
    if (!c)
        return;
    EVP_PKEY_free(c->key);
    X509_free(c->own);
    sk_X509_pop_free(c->chain, X509_free);
    free(c);
}

/* --- reading --- */

static int on_password(char *out, int size, int writing, void *ctx)
{
    const char *password = ctx ? *(const char **)ctx : NULL;
    size_t n = password ? strlen(password) : 0;
    (void)writing;
    if (!n || n > (size_t)size)
        return -1; /* without this function OpenSSL would ask at the terminal */
    memcpy(out, password, n);
    return (int)n;
}

static int read_pem(struct cert *c, const struct secret *file, const char *password)
{
    BIO *in = BIO_new_mem_buf(file->data, (int)file->len);
    c->key = in ? PEM_read_bio_PrivateKey(in, NULL, on_password, &password) : NULL;
    BIO_free(in);
    in = BIO_new_mem_buf(file->data, (int)file->len);
    X509 *one;
    while (in && sk_X509_num(c->chain) <= CHAIN_MAX &&
           (one = PEM_read_bio_X509(in, NULL, on_password, NULL))) {
        bool own = !c->own && c->key && X509_check_private_key(one, c->key) == 1;
        if (own)
            c->own = one;
        else if (!sk_X509_push(c->chain, one))
            X509_free(one);
    }
    BIO_free(in);
    return c->key && c->own ? 0 : -1;
}

static int read_pkcs12(struct cert *c, const struct secret *file, const char *password)
{
    const unsigned char *p = (const unsigned char *)file->data;
    PKCS12 *box = d2i_PKCS12(NULL, &p, (long)file->len);
    int rc = -1;
    if (box && PKCS12_parse(box, password ? password : "", &c->key, &c->own, &c->chain))
        rc = c->key && c->own ? 0 : -1;
    PKCS12_free(box);
    if (!c->chain)
        c->chain = sk_X509_new_null();
    return rc;
}

/* Why it could not be read. OpenSSL's queue tells a wrong password from a cipher that is
 * too old; what it says beyond that is for its own people. */
static const char *reason(const struct cert *c, bool pem, bool locked, bool password)
{
    bool cipher = false, refused = locked && !c->key;
    for (unsigned long no; (no = ERR_get_error());) {
        int why = ERR_GET_REASON(no);
        cipher |= why == ERR_R_UNSUPPORTED;
        refused |=
            ERR_GET_LIB(no) == ERR_LIB_PKCS12 && why == PKCS12_R_MAC_VERIFY_FAILURE;
    }
    if (refused && !password)
        return "it has a password: set AZURE_CLIENT_CERTIFICATE_PASSWORD";
    if (refused)
        return "the password of AZURE_CLIENT_CERTIFICATE_PASSWORD does not fit";
    if (cipher && !pem)
        return "not PKCS #12, or in a cipher that is too old: export it again with AES";
    if (!c->key)
        return pem ? "there is no private key in it"
                   : "neither PEM nor PKCS #12 with a "
                     "private key";
    return "no certificate in it belongs to the private key";
}

static bool looks_pem(const struct secret *file)
{
    return strlen(file->data) == file->len && strstr(file->data, "-----BEGIN ");
}

struct cert *cert_read(const struct secret *file, const char *password, const char *name,
                       struct err *e)
{
    struct cert *c = mem_new(sizeof *c);
    bool pem = looks_pem(file);
    ERR_clear_error();
    int rc;
    if (pem) {
        c->chain = sk_X509_new_null();
        rc = read_pem(c, file, password);
    } else {
        rc = read_pkcs12(c, file, password);
    }
    bool locked = pem && strstr(file->data, "ENCRYPTED");
    const char *why = rc ? reason(c, pem, locked, password != NULL) : NULL;
    if (!why && !EVP_PKEY_is_a(c->key, "RSA"))
        why = "the key is no RSA key: Entra takes no other for this";
    if (!why && X509_check_private_key(c->own, c->key) != 1)
        why = "the certificate does not belong to the private key";
    ERR_clear_error();
    if (!why)
        return c;
    err_set(e, ERR_CONFIG, "%s: %s", name, why);
    cert_free(c);
    return NULL;
}

bool cert_expired(const struct cert *c, int64_t now, char until[32])
{
    struct tm tm;
    until[0] = '\0';
    if (!ASN1_TIME_to_tm(X509_get0_notAfter(c->own), &tm))
        return false;
    int64_t end = (int64_t)timegm(&tm);
    clock_format(end, until);
    return end <= now;
}

/* --- signing --- */

static bool add_digest(struct buf *out, const char *name, const X509 *x, bool old)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    struct buf text = buf_make(128);
    bool ok = X509_digest(x, old ? EVP_sha1() : EVP_sha256(), digest, &len) == 1;
    base64_url_encode(&text, digest, len);
    json_member(out, name, buf_str(&text));
    buf_free(&text);
    return ok;
}

static bool add_chain(struct buf *out, const struct cert *c)
{
    bool ok = true;
    json_key(out, "x5c");
    buf_char(out, '[');
    for (int i = -1; ok && i < sk_X509_num(c->chain); i++) {
        unsigned char *der = NULL;
        int len = i2d_X509(i < 0 ? c->own : sk_X509_value(c->chain, i), &der);
        struct buf text = buf_make(DER_MAX * 2);
        ok = len > 0 && len < DER_MAX;
        if (ok)
            base64_encode(&text, der, (size_t)len);
        json_comma(out);
        json_text(out, buf_str(&text));
        buf_free(&text);
        OPENSSL_free(der);
    }
    buf_char(out, ']');
    return ok;
}

static bool add_id(struct buf *out)
{
    unsigned char r[16];
    char text[40];
    if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
        return false;
    r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
    r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
    char *p = text;
    for (size_t i = 0; i < sizeof r; i++)
        p += snprintf(p, 4, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                      (unsigned)r[i]);
    json_member(out, "jti", text);
    return true;
}

/* header.claims */
static bool make_input(const struct cert *c, const struct cert_claims *k, struct buf *out)
{
    struct buf part = buf_make(JWT_MAX);
    buf_char(&part, '{');
    json_member(&part, "alg", k->old ? "RS256" : "PS256");
    json_member(&part, "typ", "JWT");
    bool ok = add_digest(&part, k->old ? "x5t" : "x5t#S256", c->own, k->old);
    if (k->chain)
        ok = ok && add_chain(&part, c);
    buf_char(&part, '}');
    base64_url_encode(out, buf_str(&part), part.len);
    buf_char(out, '.');
    buf_clear(&part);
    buf_char(&part, '{');
    json_member(&part, "aud", k->audience);
    json_member(&part, "iss", k->client_id);
    json_member(&part, "sub", k->client_id);
    ok = ok && add_id(&part);
    json_member_int(&part, "nbf", k->now);
    json_member_int(&part, "iat", k->now);
    json_member_int(&part, "exp", k->now + LIFE);
    buf_char(&part, '}');
    ok = ok && !part.full;
    base64_url_encode(out, buf_str(&part), part.len);
    buf_free(&part);
    return ok && !out->full;
}

static bool sign(const struct cert *c, bool old, struct buf *text)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *how = NULL;
    unsigned char signature[2048]; /* RSA of 16384 bits */
    size_t len = sizeof signature;
    bool ok = ctx && EVP_DigestSignInit(ctx, &how, EVP_sha256(), NULL, c->key) == 1;
    if (!old) {
        ok = ok && EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1;
        ok = ok && EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    ok = ok && EVP_DigestSign(ctx, signature, &len, (const unsigned char *)buf_str(text),
                              text->len) == 1;
    EVP_MD_CTX_free(ctx);
    buf_char(text, '.');
    if (ok)
        base64_url_encode(text, signature, len);
    return ok && !text->full;
}

int cert_sign(const struct cert *c, const struct cert_claims *claims, struct secret *out,
              struct err *e)
{
    struct buf text = secret_buf(JWT_MAX);
    int rc = 0;
    if (make_input(c, claims, &text) && sign(c, claims->old, &text))
        *out = secret_make(text.data, text.len);
    else
        rc = err_set(e, ERR_INTERNAL, "OpenSSL cannot sign with the certificate's key");
    secret_buf_free(&text);
    ERR_clear_error();
    return rc;
}
