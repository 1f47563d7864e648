/* The manifest of a pack: one canonical form, and a reason for everything else. */
#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "scan/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HASH_A "73a9d90fb448df5b1a5ce29bd4cded442c247c003bc754663586033b87826c54"
#define HASH_B "0000000000000000000000000000000000000000000000000000000000000001"
#define SIGNATURE                                                                        \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7P"  \
    "D0+Pw=="
#define FORM "holdfast.pack/1\n"
#define HEAD FORM "name contoso\nversion 1.4.0\nabi 1\nkey 0123456789abcdef\n"
#define FILES "file " HASH_A " a.so\nfile " HASH_B " lib/net.lua\n"
#define TAIL "signature " SIGNATURE "\n"

static const char good[] = HEAD FILES TAIL;

static void test_good(void **state)
{
    (void)state;
    struct pack p;
    struct err e;
    struct buf out = buf_make(PACK_BYTES);
    assert_int_equal(pack_parse(good, strlen(good), &p, &e), 0);
    assert_string_equal(p.name, "contoso");
    assert_string_equal(p.key, "0123456789abcdef");
    assert_int_equal(p.version.part[1], 4);
    assert_int_equal(p.abi, 1);
    assert_int_equal(p.n, 2);
    assert_string_equal(p.files[1].name, "lib/net.lua");
    assert_string_equal(p.files[0].sha256, HASH_A);
    assert_int_equal(p.signature[63], 63);
    assert_int_equal(p.signed_len, strlen(HEAD FILES));
    pack_print(&p, &out);
    assert_int_equal(out.len, p.signed_len);
    pack_print_signature(p.signature, &out);
    assert_string_equal(buf_str(&out), good);
    buf_free(&out);
    pack_free(&p);
}

static void refused(const char *text, size_t len, const char *part)
{
    struct pack p;
    struct err e = {0};
    int rc = pack_parse(text, len, &p, &e);
    if (rc != -ERR_DATA || !strstr(e.text, part) || p.files)
        fail_msg("%d \"%s\", wanted \"%s\" for: %.200s", rc, e.text, part, text);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"", "no manifest of the form holdfast.pack/1"},
        {"holdfast.pack/2\n", "no manifest of the form holdfast.pack/1"},
        {"holdfast.pack/1\r\n", "no manifest of the form"},
        {FORM, "line 2: it ends here: it was cut"},
        {FORM "version 1.0.0\n", "line 2: \"name \" is missing"},
        {FORM "name Contoso\n", "line 2: \"Contoso\" is no name of a pack"},
        {FORM "name \n", "line 2: \"\" is no name of a pack"},
        {FORM "name -x\n", "is no name of a pack"},
        {FORM "name a\nversion 1.0\n", "line 3: \"1.0\" is no version"},
        {FORM "name a\nversion 1.0.0.0\n", "is no version"},
        {FORM "name a\nversion 01.0.0\n", "is no version"},
        {FORM "name a\nversion 1.0.1234567890\n", "is no version"},
        {FORM "name a\nversion 1.0.0\nabi one\n", "line 4: abi wants a number"},
        {FORM "name a\nversion 1.0.0\nabi 01\n", "line 4: abi wants a number"},
        {FORM "name a\nversion 1.0.0\nabi 65536\n", "abi wants a number"},
        {FORM "name a\nversion 1.0.0\nabi 1\nkey 0123456789ABCDEF\n",
         "line 5: a key id has 16 hex digits"},
        {FORM "name a\nversion 1.0.0\nabi 1\nkey 0123\n", "16 hex digits"},
        {HEAD TAIL, "it names no file"},
        {HEAD "file " HASH_A "\n" TAIL, "line 6: wants file, 64 hex digits, a name"},
        {HEAD "file 1234 a.so\n" TAIL, "64 hex digits"},
        {HEAD "file " HASH_A " ../a.so\n" TAIL, "\"../a.so\" is no file of this folder"},
        {HEAD "file " HASH_A " lib/../a.lua\n" TAIL, "is no file of this folder"},
        {HEAD "file " HASH_A " /etc/a.lua\n" TAIL, "is no file of this folder"},
        {HEAD "file " HASH_A " sub/a.lua\n" TAIL, "is no file of this folder"},
        {HEAD "file " HASH_A " lib/a.so\n" TAIL, "is no name of code"},
        {HEAD "file " HASH_A " .a.lua\n" TAIL, "is no name of code"},
        {HEAD "file " HASH_A " lib/.a.lua\n" TAIL, "is no name of code"},
        {HEAD "file " HASH_A " a.la\n" TAIL, "is no name of code"},
        {HEAD "file " HASH_A " a\x1b.lua\n" TAIL, "has characters that no name"},
        {HEAD "file " HASH_A " a.so\nfile " HASH_A " a.so\n" TAIL,
         "line 7: a.so is named twice"},
        {HEAD "file " HASH_A " b.so\nfile " HASH_B " a.so\n" TAIL,
         "line 7: a.so is out of order"},
        {HEAD FILES, "line 8: it ends here: it was cut"},
        {HEAD FILES "signature AAEC\n", "line 8: the signature is cut"},
        {HEAD FILES "signature " SIGNATURE, "it was cut"},
        {HEAD FILES "signature " SIGNATURE " \n", "the signature is cut"},
        {HEAD FILES "\n" TAIL, "line 8: \"signature \" is missing"},
        {HEAD FILES TAIL "\n", "something follows the signature"},
        {HEAD FILES TAIL TAIL, "something follows the signature"},
        {HEAD "file " HASH_A " a\xff.so\n" TAIL, "it is not UTF-8"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refused(rows[i].text, strlen(rows[i].text), rows[i].part);
    refused(FORM "name a\0b\n", sizeof FORM + 8, "it has a NUL byte");
    char *long_one = malloc(PACK_BYTES + 1);
    assert_non_null(long_one);
    memset(long_one, 'a', PACK_BYTES + 1);
    refused(long_one, PACK_BYTES + 1, "it is longer than");
    free(long_one);
}

static void test_many(void **state)
{
    (void)state;
    struct buf text = buf_make(PACK_BYTES);
    buf_text(&text, HEAD);
    for (int i = 0; i <= PACK_FILES_MAX; i++)
        buf_fmt(&text, "file " HASH_A " %04d.lua\n", i);
    buf_text(&text, TAIL);
    refused(buf_str(&text), text.len, "more than 1024 files");
    buf_free(&text);
}

/* Cut or changed anywhere it is refused, or it says something else in the same form: a
 * text has one meaning, and a meaning one text. */
static void test_mutations(void **state)
{
    (void)state;
    struct pack p;
    struct err e;
    char text[sizeof good];
    size_t len = strlen(good);
    for (size_t i = 0; i < len; i++)
        assert_int_equal(pack_parse(good, i, &p, &e), -ERR_DATA);
    for (size_t i = 0; i < len * 8; i++) {
        memcpy(text, good, sizeof text);
        text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
        if (pack_parse(text, len, &p, &e))
            continue;
        struct buf out = buf_make(PACK_BYTES);
        pack_print(&p, &out);
        pack_print_signature(p.signature, &out);
        assert_string_equal(buf_str(&out), text);
        buf_free(&out);
        pack_free(&p);
    }
}

static void test_versions(void **state)
{
    (void)state;
    static const char *const order[] = {"0.0.0", "0.0.2", "0.0.10", "0.9.0",
                                        "1.0.0", "2.0.0", "10.0.0", "999999999.0.0"};
    enum { N = sizeof order / sizeof *order };
    struct pack_version v[N];
    char back[36];
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(pack_parse_version(order[i], &v[i], NULL), 0);
        pack_version_text(&v[i], back);
        assert_string_equal(back, order[i]);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++)
            assert_int_equal((pack_compare(&v[i], &v[k]) > 0) -
                                 (pack_compare(&v[i], &v[k]) < 0),
                             (i > k) - (i < k));
}

static void test_base64(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE="};
    static const char *const bad[] = {
        "Zm8", "Zh==", "Zm9=", "Zm8 ", "Zm8==", "Zm-=", "Z===", "====", "Zm\n="};
    unsigned char back[8];
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct buf out = buf_make(64);
        base64_encode(&out, "foobar", n);
        assert_string_equal(buf_str(&out), rows[n]);
        assert_true(base64_decode(rows[n], strlen(rows[n]), back, n));
        assert_memory_equal(back, "foobar", n);
        assert_false(base64_decode(rows[n], strlen(rows[n]), back, n + 1));
        buf_free(&out);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(base64_decode(bad[i], strlen(bad[i]), back, 2));
    assert_false(base64_decode("Zg\0=", 4, back, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_many),     cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_versions), cmocka_unit_test(test_base64)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
