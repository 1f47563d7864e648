/* Signing in with a certificate: forms of the file, the assertion as the simulator
 * verifies it, and what does not fit. */
#include "signin_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

#define METHOD "client-certificate"

/* A simulator for which the certificate is registered. */
static void start(struct ask *a, enum ask_cert_form form, struct sim_options o)
{
    char path[256], crt[256];
    *a = (struct ask){.dir = "/tmp/hf-signin-XXXXXX"};
    assert_non_null(mkdtemp(a->dir));
    ask_cert(a->dir, "app", form);
    snprintf(path, sizeof path, "%s/app", a->dir);
    snprintf(crt, sizeof crt, "%s/app.crt", a->dir);
    o.certificate = crt;
    ask_start(a, o);
    ask_set(a, SIGNIN_CERTIFICATE_PATH, path);
}

static void test_forms(void **state)
{
    struct ask a;
    (void)state;
    start(&a, ASK_PEM, (struct sim_options){0});
    ask_good(&a, METHOD, METHOD);
    ask_good(&a, METHOD, METHOD); /* with an id of its own: the simulator keeps them */
    ask_good(&a, "environment", "environment (client-certificate)");
    assert_non_null(strstr(a.skipped, "client-secret: AZURE_CLIENT_SECRET is not set"));
    assert_int_equal(sim_count(a.sim).tokens, 3);
    ask_end(&a);
    start(&a, ASK_PEM_CHAIN, (struct sim_options){.need_chain = true});
    ask_set(&a, SIGNIN_CERTIFICATE_PASSWORD, ASK_PASSWORD);
    ask_bad(&a, METHOD, ERR_ACCESS, "AADSTS50013");
    ask_set(&a, SIGNIN_SEND_CHAIN, "0");
    ask_bad(&a, METHOD, ERR_ACCESS, "AADSTS50013");
    ask_set(&a, SIGNIN_SEND_CHAIN, "True");
    ask_good(&a, METHOD, METHOD);
    ask_end(&a);
    start(&a, ASK_PFX, (struct sim_options){.need_chain = true});
    ask_set(&a, SIGNIN_CERTIFICATE_PASSWORD, ASK_PASSWORD);
    ask_set(&a, SIGNIN_SEND_CHAIN, "1");
    ask_good(&a, METHOD, METHOD);
    ask_end(&a);
}

/* An endpoint that knows RS256 alone: once more, and then the old form at once. */
static void test_old_algorithm(void **state)
{
    struct ask a;
    struct auth_token t = {0};
    (void)state;
    start(&a, ASK_PEM, (struct sim_options){.old_algorithm = true});
    struct auth *auth = auth_make(METHOD, &a.in, &a.err);
    assert_non_null(auth);
    for (unsigned long i = 0; i < 2; i++) {
        assert_int_equal(auth_get(auth, NULL, &t, &a.err), 0);
        auth_token_free(&t);
        assert_int_equal(sim_count(a.sim).post, 2 + i);
    }
    assert_string_equal(auth->detail, "RS256");
    auth_free(auth);
    ask_end(&a);
}

static void test_systemd(void **state)
{
    struct ask a;
    char bytes[8192], folder[96];
    (void)state;
    start(&a, ASK_PFX, (struct sim_options){0});
    FILE *f = fopen(signin_text(&a.signin, SIGNIN_CERTIFICATE_PATH), "r");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    ask_set(&a, SIGNIN_CERTIFICATE_PATH, NULL);
    snprintf(folder, sizeof folder, "%s", a.dir);
    ask_set(&a, SIGNIN_CREDENTIALS, folder);
    ask_bad(&a, METHOD, ERR_ACCESS, "AZURE_CLIENT_CERTIFICATE_PATH is not set");
    /* as an access list for the service's user shows in the mode */
    ask_file(&a, "azure-client-certificate", bytes, n, 0440);
    ask_bad(&a, METHOD, ERR_CONFIG, "it has a password");
    ask_file(&a, "azure-client-certificate-password", ASK_PASSWORD "\n",
             strlen(ASK_PASSWORD) + 1, 0400);
    ask_good(&a, METHOD, METHOD);
    ask_end(&a);
}

static void test_wrong_files(void **state)
{
    static const struct {
        enum ask_cert_form form;
        const char *password, *says;
        int code;
    } rows[] = {
        {ASK_PEM_PUBLIC, NULL, "there is no private key in it", ERR_CONFIG},
        {ASK_PEM_EC, NULL, "no RSA key", ERR_CONFIG},
        {ASK_PEM_STRANGER, NULL, "no certificate in it belongs to the private key",
         ERR_CONFIG},
        {ASK_PEM_EXPIRED, NULL, "the certificate expired at 20", ERR_ACCESS},
        {ASK_PEM_CHAIN, NULL, "it has a password", ERR_CONFIG},
        {ASK_PEM_CHAIN, "wrong-password", "does not fit", ERR_CONFIG},
        {ASK_PFX, NULL, "it has a password", ERR_CONFIG},
        {ASK_PFX, "wrong-password", "does not fit", ERR_CONFIG},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ask a;
        start(&a, rows[i].form, (struct sim_options){0});
        ask_set(&a, SIGNIN_CERTIFICATE_PASSWORD, rows[i].password);
        ask_bad(&a, METHOD, rows[i].code, rows[i].says);
        assert_non_null(strstr(a.err.text, "/app"));
        assert_int_equal(sim_count(a.sim).requests, 0);
        ask_end(&a);
    }
}

static void test_wrong(void **state)
{
    struct ask a;
    (void)state;
    start(&a, ASK_PEM, (struct sim_options){0});
    char *path = strdup(signin_text(&a.signin, SIGNIN_CERTIFICATE_PATH));
    assert_non_null(path);
    a.in.tenant = NULL;
    ask_bad(&a, METHOD, ERR_ACCESS, "AZURE_TENANT_ID is not set");
    a.in.tenant = "common";
    ask_bad(&a, METHOD, ERR_CONFIG, "not a tenant id or domain");
    a.in.tenant = SIGNIN_TENANT;
    a.in.client_id = "22222222-2222-2222-2222-222222222222";
    ask_bad(&a, METHOD, ERR_ACCESS, "AADSTS700016");
    a.in.client_id = SIM_CLIENT_ID;
    assert_int_equal(chmod(path, 0640), 0);
    ask_bad(&a, METHOD, ERR_ACCESS, "others may read it: chmod 600");
    ask_set(&a, SIGNIN_CERTIFICATE_PATH, "/nowhere/app.pem");
    ask_bad(&a, METHOD, ERR_ACCESS, "AZURE_CLIENT_CERTIFICATE_PATH /nowhere/app.pem");
    ask_set(&a, SIGNIN_CERTIFICATE_PATH, ask_file(&a, "junk", "junk", 4, 0600));
    ask_bad(&a, METHOD, ERR_CONFIG, "neither PEM nor PKCS #12");
    /* one that nobody registered: both forms are tried, the first refusal is shown */
    ask_cert(a.dir, "stranger", ASK_PEM);
    free(path);
    char other[256];
    snprintf(other, sizeof other, "%s/stranger", a.dir);
    ask_set(&a, SIGNIN_CERTIFICATE_PATH, other);
    unsigned long before = sim_count(a.sim).post;
    ask_bad(&a, METHOD, ERR_ACCESS, "AADSTS700030 (invalid_client): the certificate is");
    assert_int_equal(sim_count(a.sim).post, before + 2);
    ask_end(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),   cmocka_unit_test(test_old_algorithm),
        cmocka_unit_test(test_systemd), cmocka_unit_test(test_wrong_files),
        cmocka_unit_test(test_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
