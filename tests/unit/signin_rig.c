#include "signin_rig.h"

#include "base/buf.h"
#include "base/clock.h"
#include "collect/auth.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

void ask_start(struct ask *a, struct sim_options o)
{
    char why[256] = "", data[96];
    if (!*a->dir) {
        snprintf(a->dir, sizeof a->dir, "/tmp/hf-signin-XXXXXX");
        assert_non_null(mkdtemp(a->dir));
    }
    snprintf(data, sizeof data, "%s/estate.jsonl", a->dir);
    FILE *f = fopen(data, "w");
    assert_non_null(f);
    fputs(
        "{\"id\":\"/subscriptions/s\",\"type\":\"Microsoft.Resources/subscriptions\"}\n",
        f);
    fclose(f);
    o.inventory = data;
    o.dir = a->dir;
    a->sim = sim_start(&o, why, sizeof why);
    if (!a->sim)
        fail_msg("simulator: %s", why);
    snprintf(a->base, sizeof a->base, "https://localhost:%u", sim_port(a->sim));
    snprintf(a->plain, sizeof a->plain, "http://127.0.0.1:%u", sim_plain_port(a->sim));
    snprintf(a->ca, sizeof a->ca, "%s/ca.pem", a->dir);
    snprintf(a->token_file, sizeof a->token_file, "%s/federated-token", a->dir);
    a->options = (struct http_options){.ca_file = a->ca};
    assert_int_equal(origin_parse(a->base, &a->options.authority, NULL), 0);
    a->http = http_make(&a->options, &a->err);
    assert_non_null(a->http);
    a->in = (struct auth_input){.http = a->http,
                                .authority = &a->options.authority,
                                .tenant = SIGNIN_TENANT,
                                .client_id = SIM_CLIENT_ID,
                                .audience = "https://management.azure.com/",
                                .signin = &a->signin,
                                .path = "/nowhere",
                                .ca_file = a->ca,
                                .backoff_ms = 4};
}

static void remove_all(const char *folder)
{
    char path[512];
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (unlink(path))
            remove_all(path);
    }
    if (d)
        closedir(d);
    rmdir(folder);
}

void ask_end(struct ask *a)
{
    http_free(a->http);
    sim_stop(a->sim);
    signin_free(&a->signin);
    remove_all(a->dir);
    *a = (struct ask){0};
}

void ask_set(struct ask *a, enum signin_name n, const char *value)
{
    signin_set(&a->signin, n, value);
}

int ask_by(struct ask *a, const char *method)
{
    struct auth_token t = {0};
    struct buf title = buf_make(256), report = buf_make(4096);
    a->err = (struct err){0};
    *a->took = *a->skipped = '\0';
    struct auth *auth = auth_make(method, &a->in, &a->err);
    if (!auth)
        return -a->err.code;
    int rc = auth_get(auth, NULL, &t, &a->err);
    if (!rc) {
        auth_title(auth, &title);
        auth_report(auth, &t, &report);
        snprintf(a->took, sizeof a->took, "%s", buf_str(&title));
        snprintf(a->skipped, sizeof a->skipped, "%s", buf_str(&report));
        assert_null(strstr(a->skipped, t.text.data));
        assert_true(t.text.len > 40);
        assert_true(t.expires > clock_now() + 3500 && t.expires < clock_now() + 3700);
        assert_true(t.life > 3500 && t.life < 3700);
    }
    auth_token_free(&t);
    auth_free(auth);
    buf_free(&title);
    buf_free(&report);
    return rc;
}

void ask_good(struct ask *a, const char *method, const char *took)
{
    int rc = ask_by(a, method);
    if (rc)
        fail_msg("%s: %d: %s", method, rc, a->err.text);
    assert_string_equal(a->took, took);
}

void ask_bad(struct ask *a, const char *method, int code, const char *says)
{
    int rc = ask_by(a, method);
    if (rc != -code || !strstr(a->err.text, says))
        fail_msg("%s: %d \"%s\", not %d \"%s\"", method, rc, a->err.text, -code, says);
    assert_null(strchr(a->err.text, '\n'));
    for (int n = 0; n < SIGNIN_SECRETS; n++)
        if (signin_text(&a->signin, (enum signin_name)n))
            assert_null(strstr(a->err.text, a->signin.at[n].data));
}

const char *ask_file(struct ask *a, const char *name, const void *data, size_t len,
                     mode_t mode)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", a->dir, name);
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, len), (ssize_t)len);
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
    return path;
}

/* --- certificates --- */

static X509 *make_cert(EVP_PKEY *key, const char *name, bool expired)
{
    X509 *x = X509_new();
    assert_non_null(x);
    assert_int_equal(X509_set_version(x, 2), 1);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    X509_gmtime_adj(X509_getm_notBefore(x), -172800L);
    X509_gmtime_adj(X509_getm_notAfter(x), expired ? -86400L : 86400L);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    X509_set_pubkey(x, key);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    return x;
}

static void write_form(BIO *out, enum ask_cert_form form, EVP_PKEY *key, X509 *own,
                       X509 *other)
{
    bool locked = form == ASK_PEM_CHAIN;
    if (form == ASK_PFX) {
        STACK_OF(X509) *chain = sk_X509_new_null();
        sk_X509_push(chain, other);
        PKCS12 *box =
            PKCS12_create(ASK_PASSWORD, "holdfast", key, own, chain, 0, 0, 0, 0, 0);
        assert_non_null(box);
        assert_int_equal(i2d_PKCS12_bio(out, box), 1);
        PKCS12_free(box);
        sk_X509_free(chain);
        return;
    }
    if (form == ASK_PEM_CHAIN)
        PEM_write_bio_X509(out, other);
    if (form != ASK_PEM_PUBLIC)
        PEM_write_bio_PKCS8PrivateKey(out, key, locked ? EVP_aes_256_cbc() : NULL,
                                      locked ? ASK_PASSWORD : NULL,
                                      locked ? (int)strlen(ASK_PASSWORD) : 0, NULL, NULL);
    PEM_write_bio_X509(out, own);
}

void ask_cert(const char *dir, const char *name, enum ask_cert_form form)
{
    char path[256];
    EVP_PKEY *key = form == ASK_PEM_EC ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048);
    EVP_PKEY *stranger = EVP_EC_gen("P-256");
    X509 *own = make_cert(key, "holdfast test", form == ASK_PEM_EXPIRED);
    X509 *other = make_cert(stranger, "holdfast test CA", false);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    BIO *out = BIO_new_file(path, "w");
    assert_non_null(out);
    write_form(out, form, form == ASK_PEM_STRANGER ? stranger : key, own, other);
    BIO_free(out);
    assert_int_equal(chmod(path, 0600), 0);
    snprintf(path, sizeof path, "%s/%s.crt", dir, name);
    out = BIO_new_file(path, "w");
    assert_non_null(out);
    PEM_write_bio_X509(out, own);
    BIO_free(out);
    X509_free(own);
    X509_free(other);
    EVP_PKEY_free(key);
    EVP_PKEY_free(stranger);
}
