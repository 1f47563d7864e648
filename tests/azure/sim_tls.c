#include "sim_tls.h"

#include "sim_text.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SIM_TLS_DAY (24L * 60 * 60)

struct sim_tls_extension {
    int nid;
    const char *value;
};

static const struct sim_tls_extension sim_tls_ca[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {0, NULL},
};

static const struct sim_tls_extension sim_tls_server[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"},
    {NID_authority_key_identifier, "keyid"},
    {0, NULL},
};

static const struct sim_tls_extension sim_tls_stranger[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_alt_name, "DNS:stranger.invalid"},
    {NID_authority_key_identifier, "keyid"},
    {0, NULL},
};

/* What is wrong with a server's certificate. */
struct sim_tls_kind {
    const char *name;
    long from, to; /* days from now */
    const struct sim_tls_extension *extensions;
};

static const struct sim_tls_kind sim_tls_kinds[] = {
    {"good", -1, 7, sim_tls_server},
    {"expired", -7, -1, sim_tls_server},
    {"early", 1, 7, sim_tls_server},
    {"wrong-name", -1, 7, sim_tls_stranger},
};

static const struct sim_tls_kind *sim_tls_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof sim_tls_kinds / sizeof *sim_tls_kinds; i++) {
        if (strcmp(sim_tls_kinds[i].name, name) == 0)
            return &sim_tls_kinds[i];
    }
    return NULL;
}

static bool sim_tls_extend(X509 *cert, X509 *issuer, const struct sim_tls_extension *e)
{
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    for (; e->value; e++) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, e->nid, e->value);
        int added = extension ? X509_add_ext(cert, extension, -1) : 0;

        X509_EXTENSION_free(extension);
        if (!added)
            return false;
    }
    return true;
}

static bool sim_tls_name(X509 *cert, const char *common_name)
{
    X509_NAME *name = X509_get_subject_name(cert);
    const unsigned char *text = (const unsigned char *)common_name;

    return name && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
}

/* Signs with the issuer's key, or with its own where there is no issuer. */
static X509 *sim_tls_certificate(EVP_PKEY *key, const struct sim_tls_kind *kind,
                                 X509 *issuer, EVP_PKEY *issuer_key)
{
    const char *name = issuer ? "localhost" : "holdfast simulator CA";
    X509 *cert = X509_new();
    bool good = cert && X509_set_version(cert, 2) &&
                ASN1_INTEGER_set(X509_get_serialNumber(cert), issuer ? 2 : 1) &&
                X509_gmtime_adj(X509_getm_notBefore(cert), kind->from * SIM_TLS_DAY) &&
                X509_gmtime_adj(X509_getm_notAfter(cert), kind->to * SIM_TLS_DAY) &&
                X509_set_pubkey(cert, key) && sim_tls_name(cert, name);

    good =
        good && X509_set_issuer_name(cert, X509_get_subject_name(issuer ? issuer : cert));
    good = good && sim_tls_extend(cert, issuer ? issuer : cert,
                                  issuer ? kind->extensions : sim_tls_ca);
    if (good && X509_sign(cert, issuer_key ? issuer_key : key, EVP_sha256()) > 0)
        return cert;
    X509_free(cert);
    return NULL;
}

static char *sim_tls_pem(X509 *cert, EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *data = NULL, *text = NULL;
    long len = 0;
    int good = 0;

    if (bio && cert)
        good = PEM_write_bio_X509(bio, cert);
    else if (bio && key)
        good = PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
    if (good)
        len = BIO_get_mem_data(bio, &data);
    if (len > 0)
        text = sim_text_copy(data, (size_t)len);
    BIO_free(bio);
    return text;
}

bool sim_tls_make(struct sim_tls *tls, const char *name)
{
    const struct sim_tls_kind *kind = sim_tls_kind_find(name ? name : "good");
    EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
    X509 *ca = NULL, *cert = NULL;

    memset(tls, 0, sizeof *tls);
    if (ca_key && key && kind)
        ca = sim_tls_certificate(ca_key, &sim_tls_kinds[0], NULL, NULL);
    if (ca)
        cert = sim_tls_certificate(key, kind, ca, ca_key);
    if (cert) {
        tls->ca = sim_tls_pem(ca, NULL);
        tls->cert = sim_tls_pem(cert, NULL);
        tls->key = sim_tls_pem(NULL, key);
    }
    X509_free(ca);
    X509_free(cert);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(key);
    if (tls->ca && tls->cert && tls->key)
        return true;
    sim_tls_clear(tls);
    return false;
}

void sim_tls_clear(struct sim_tls *tls)
{
    free(tls->ca);
    free(tls->cert);
    if (tls->key)
        explicit_bzero(tls->key, strlen(tls->key));
    free(tls->key);
    memset(tls, 0, sizeof *tls);
}

bool sim_tls_write(const struct sim_tls *tls, const char *dir)
{
    char *cert = sim_text_print("%s/server.pem", dir);
    char *key = sim_text_print("%s/server.key", dir);
    mode_t mask = umask(077);
    bool good = sim_text_write(cert, tls->cert) && sim_text_write(key, tls->key);

    umask(mask);
    free(cert);
    free(key);
    return good;
}
