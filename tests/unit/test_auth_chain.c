/* Which way to sign in wins, why others do not; secrets from files; claims challenges;
 * how it all crosses to another process. */
#include "signin_rig.h"

#include "base/base64.h"
#include "base/buf.h"
#include "collect/challenge.h"

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

static void set_imds(struct ask *a, bool there)
{
    ask_set(a, SIGNIN_POD_IDENTITY, there ? a->plain : "http://127.0.0.1:1");
}

/* Whoever stops it while az thinks is told so, not that az failed. */
static void stop_az(struct ask *a)
{
    static const char slow[] = "#!/bin/sh\nexec sleep 30\n";
    int stop[2];
    ask_file(a, "az", slow, strlen(slow), 0700);
    assert_int_equal(pipe(stop), 0);
    assert_int_equal(write(stop[1], "x", 1), 1);
    http_watch(a->http, stop[0], 0);
    ask_bad(a, "azure-cli", ERR_AGAIN, "stopped before anything was read");
    http_watch(a->http, -1, 0);
    close(stop[0]);
    close(stop[1]);
}

static void test_order(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    set_imds(&a, false);
    ask_bad(&a, "auto", ERR_ACCESS, "environment: client-secret: AZURE_CLIENT_SECRET");
    static const char *const each[] = {
        "client-certificate: AZURE_CLIENT_CERTIFICATE_PATH", "token: AZURE_ACCESS_TOKEN",
        "workload-identity: AZURE_FEDERATED_TOKEN_FILE",
        "managed-identity: instance metadata: ",
        "azure-cli: the Azure CLI (az) is not in PATH"};
    const char *at = a.err.text;
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        at = strstr(at, each[i]);
        if (!at)
            fail_msg("%s: not %s", a.err.text, each[i]);
    }
    static const char script[] =
        "#!/bin/sh\n[ \"$PWD\" = / ] || exit 1\n"
        "echo '{\"accessToken\":\"az-token-that-is-longer-than-forty-characters-Yd2\",'\n"
        "echo \"\\\"expires_on\\\":$(($(date +%s) + 3599))}\"\n";
    ask_file(&a, "az", script, strlen(script), 0700);
    char path[300];
    snprintf(path, sizeof path, "%s:/usr/bin:/bin", a.dir);
    a.in.path = path;
    ask_good(&a, "auto", "azure-cli");
    assert_non_null(strstr(a.skipped, "\"managed-identity: instance metadata: "));
    set_imds(&a, true);
    a.in.client_id = SIM_USER_ASSIGNED;
    ask_good(&a, "auto", "managed-identity (instance metadata)");
    a.in.client_id = SIM_CLIENT_ID;
    ask_set(&a, SIGNIN_FEDERATED_FILE, a.token_file);
    ask_good(&a, "auto", "workload-identity (token file)");
    ask_set(&a, SIGNIN_CLIENT_SECRET, SIM_SECRET);
    ask_good(&a, "auto", "environment (client-secret)");
    assert_non_null(strstr(a.skipped, "\"skipped\":[]"));
    stop_az(&a);
    ask_end(&a);
}

/* A way that is set up and fails ends the search: nobody is somebody else by accident. */
static void test_ends(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    set_imds(&a, true);
    ask_set(&a, SIGNIN_CLIENT_SECRET, "wrong-secret");
    ask_bad(&a, "auto", ERR_ACCESS,
            "environment: client-secret: sign-in refused: "
            "AADSTS7000215 (invalid_client): the secret does");
    assert_non_null(strstr(
        a.err.text, "; not tried: workload-identity, managed-identity, azure-cli"));
    assert_int_equal(sim_count(a.sim).requests, 1);
    ask_set(&a, SIGNIN_CLIENT_SECRET, NULL);
    ask_set(&a, SIGNIN_FEDERATED_FILE, "/nowhere/token");
    ask_bad(&a, "auto", ERR_ACCESS, "workload-identity: AZURE_FEDERATED_TOKEN_FILE: ");
    ask_end(&a);
}

static void test_choice(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    set_imds(&a, true);
    ask_set(&a, SIGNIN_CLIENT_SECRET, SIM_SECRET);
    a.in.client_id = SIM_USER_ASSIGNED;
    ask_set(&a, SIGNIN_CHOICE, "managedidentitycredential");
    ask_good(&a, "auto", "managed-identity (instance metadata)");
    assert_non_null(strstr(a.skipped, "\"skipped\":[]"));
    ask_set(&a, SIGNIN_CHOICE, "dev");
    ask_bad(&a, "auto", ERR_ACCESS, "azure-cli: the Azure CLI");
    assert_null(strstr(a.err.text, "environment"));
    a.in.client_id = SIM_CLIENT_ID;
    ask_set(&a, SIGNIN_CHOICE, "Prod");
    ask_good(&a, "auto", "environment (client-secret)");
    ask_set(&a, SIGNIN_CHOICE, "VisualStudioCodeCredential");
    ask_bad(&a, "auto", ERR_CONFIG, "AZURE_TOKEN_CREDENTIALS VisualStudioCodeCredential");
    /* of no meaning to who names a method */
    ask_good(&a, "client-secret", "client-secret");
    ask_bad(&a, "magic", ERR_USAGE, "there are auto, environment, client-secret, ");
    ask_end(&a);
}

static void test_secret_files(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    ask_bad(&a, "client-secret", ERR_ACCESS, "AZURE_CLIENT_SECRET is not set");
    /* stands above the environment */
    ask_set(&a, SIGNIN_CLIENT_SECRET, "wrong-secret");
    const char *file =
        ask_file(&a, "secret", SIM_SECRET "\n", strlen(SIM_SECRET) + 1, 0600);
    ask_set(&a, SIGNIN_CLIENT_SECRET_FILE, file);
    ask_good(&a, "client-secret", "client-secret");
    ask_file(&a, "secret", SIM_SECRET, strlen(SIM_SECRET), 0640);
    ask_bad(&a, "client-secret", ERR_ACCESS, "/secret: others may read it: chmod 600");
    ask_file(&a, "secret", "\n", 1, 0600);
    ask_bad(&a, "client-secret", ERR_DATA, "/secret: empty");
    ask_file(&a, "secret", "a\nb", 3, 0600);
    ask_bad(&a, "client-secret", ERR_DATA, "/secret: not one line");
    ask_set(&a, SIGNIN_CLIENT_SECRET_FILE, a.dir);
    ask_bad(&a, "client-secret", ERR_ACCESS, "not a file");
    ask_set(&a, SIGNIN_CLIENT_SECRET_FILE, "/nowhere/secret");
    ask_bad(&a, "client-secret", ERR_ACCESS, "/nowhere/secret: it is not there");
    if (!geteuid()) { /* else no file can be made to belong to another */
        file = ask_file(&a, "secret", SIM_SECRET, strlen(SIM_SECRET), 0600);
        assert_int_equal(chown(file, 12345, 12345), 0);
        ask_set(&a, SIGNIN_CLIENT_SECRET_FILE, file);
        ask_bad(&a, "client-secret", ERR_ACCESS, "belongs to another user (12345)");
    }
    ask_set(&a, SIGNIN_CLIENT_SECRET_FILE, NULL);
    ask_set(&a, SIGNIN_CLIENT_SECRET, NULL);
    ask_set(&a, SIGNIN_CREDENTIALS, a.dir);
    ask_bad(&a, "client-secret", ERR_ACCESS, "AZURE_CLIENT_SECRET is not set");
    ask_file(&a, "azure-client-secret", SIM_SECRET, strlen(SIM_SECRET), 0400);
    ask_good(&a, "client-secret", "client-secret");
    ask_file(&a, "azure-client-secret", SIM_SECRET, strlen(SIM_SECRET), 0404);
    ask_bad(&a, "client-secret", ERR_ACCESS, "others may read it");
    ask_set(&a, SIGNIN_CREDENTIALS, "relative");
    ask_bad(&a, "client-secret", ERR_CONFIG, "CREDENTIALS_DIRECTORY relative");
    ask_end(&a);
}

static void test_challenge(void **state)
{
    static const char good[] = "Bearer realm=\"\", error=\"insufficient_claims\", "
                               "claims=\"eyJhIjp7ImIiOjF9fQ==\"";
    static const char *const bad[] = {
        "",
        "Bearer",
        "Bearer error=\"invalid_token\", claims=\"eyJhIjp7ImIiOjF9fQ\"",
        "Bearer error=\"insufficient_claims\"",
        "Bearer error=\"insufficient_claims\", claims=\"eyJhIjp7ImIiOjF9fQ",
        "Bearer error=\"insufficient_claims\", claims=\"%%%\"",
        "Bearer error=\"insufficient_claims\", claims=\"W10\"",
        "Bearer x=\"error=\\\"insufficient_claims\\\"\", claims=\"eyJhIjp7ImIiOjF9fQ\"",
        "Bearer error=\"insufficient_claims\", noclaims=\"eyJhIjp7ImIiOjF9fQ\""};
    (void)state;
    char *claims = challenge_claims(good);
    assert_non_null(claims);
    assert_string_equal(claims, "{\"a\":{\"b\":1}}");
    free(claims);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        claims = challenge_claims(bad[i]);
        if (claims)
            fail_msg("%s: %s", bad[i], claims);
    }
}

static void test_crossing(void **state)
{
    struct signin s = {0}, back;
    struct buf text = buf_make(4096);
    struct err e;
    (void)state;
    signin_set(&s, SIGNIN_CLIENT_SECRET, "a\"b\\~+/=");
    signin_set(&s, SIGNIN_CHOICE, "prod");
    signin_encode(&s, &text);
    assert_string_equal(buf_str(&text), "{\"AZURE_CLIENT_SECRET\":\"a\\\"b\\\\~+/=\","
                                        "\"AZURE_TOKEN_CREDENTIALS\":\"prod\"}");
    assert_int_equal(signin_decode(buf_str(&text), text.len, &back, &e), 0);
    for (int n = 0; n < SIGNIN_NAMES; n++) {
        const char *a = signin_text(&s, (enum signin_name)n);
        const char *b = signin_text(&back, (enum signin_name)n);
        assert_true(a ? b && !strcmp(a, b) : !b);
        assert_non_null(signin_variable((enum signin_name)n));
    }
    signin_free(&back);
    signin_free(&s);
    buf_free(&text);
    static const char *const bad[] = {"", "[]", "{\"HOME\":\"x\"}", "{\"MSI_SECRET\":1}",
                                      "{\"MSI_SECRET\":\"secret\",\"x\":\"y\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(signin_decode(bad[i], strlen(bad[i]), &back, &e), -ERR_DATA);
        assert_null(strstr(e.text, "secret"));
        assert_null(signin_text(&back, SIGNIN_MSI_SECRET));
    }
}

static void test_answers(void **state)
{
    static const struct {
        const char *body;
        int64_t life; /* about */
    } rows[] = {
        {"{\"access_token\":\"t\",\"expires_in\":3599}", 3599},
        {"{\"access_token\":\"t\",\"expires_in\":\"3599\"}", 3599},
        {"{\"access_token\":\"t\",\"expires_in\":\"3599\",\"expires_on\":\"1\"}", 3599},
        {"{\"access_token\":\"t\",\"expires_on\":\"1\"}", 0},
        {"{\"access_token\":\"t\",\"expires_on\":\"never\"}", 0},
        {"{\"access_token\":\"t\",\"expires_in\":-5}", 0},
        {"{\"access_token\":\"t\"}", 0},
    };
    (void)state;
    struct err e;
    struct auth_token t;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(auth_token_read(rows[i].body, strlen(rows[i].body), &t, &e), 0);
        assert_int_equal(t.life, rows[i].life);
        assert_true(!t.expires == !rows[i].life);
        auth_token_free(&t);
    }
    static const char *const none[] = {"", "{}", "{\"access_token\":\"\"}",
                                       "{\"access_token\":\"a b\"}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(auth_token_read(none[i], strlen(none[i]), &t, &e),
                         -ERR_UNAVAILABLE);
}

static void test_stale(void **state)
{
    static const struct {
        int64_t expires, life;
        bool stale;
    } rows[] = {
        {0, 0, false},                          /* not known: until it is refused */
        {1300, 3600, true},                     /* five minutes left */
        {1301, 3600, false}, {1060, 600, true}, /* a tenth of a short life left */
        {1061, 600, false},  {1300, 86400, true}, {999, 3600, true},
    };
    (void)state;
    struct auth_token t = {0};
    assert_true(auth_token_stale(&t, 1000)); /* none at all */
    t.text = secret_make("t", 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        t.expires = rows[i].expires;
        t.life = rows[i].life;
        if (auth_token_stale(&t, 1000) != rows[i].stale)
            fail_msg("row %zu", i);
    }
    auth_token_free(&t);
}

static void test_base64_url(void **state)
{
    static const unsigned char bytes[] = {0xfb, 0xef, 0xbe, 0xff, 0};
    static const size_t lens[] = {0, 1, 2, 3, 4, 5};
    (void)state;
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        struct buf out = buf_make(64), back = buf_make(64);
        base64_url_encode(&out, bytes, lens[i]);
        assert_null(strpbrk(buf_str(&out), "+/="));
        assert_true(base64_url_decode(buf_str(&out), out.len, &back));
        assert_int_equal(back.len, lens[i]);
        assert_memory_equal(buf_str(&back), bytes, lens[i]);
        buf_free(&out);
        buf_free(&back);
    }
    static const char *const bad[] = {"a", "a b", "a=b", "abcde", "\xc3\xa4"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf back = buf_make(64);
        assert_false(base64_url_decode(bad[i], strlen(bad[i]), &back));
        buf_free(&back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_ends),
        cmocka_unit_test(test_choice),    cmocka_unit_test(test_secret_files),
        cmocka_unit_test(test_challenge), cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_answers),   cmocka_unit_test(test_base64_url),
        cmocka_unit_test(test_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
