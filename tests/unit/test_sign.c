/* Keys, hashes and signatures, with a test vector of RFC 8032. */
#include "base/err.h"
#include "scan/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 8032, section 7.1, test 2, its secret as PKCS #8. */
static const char rfc_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";
static const unsigned char rfc_public[SIGN_PUBLIC] =
    "\x3d\x40\x17\xc3\xe8\x43\x89\x5a\x92\xb7\x0a\xa7\x4d\x1b\x7e\xbc"
    "\x9c\x98\x2c\xcf\x2e\xc4\x96\x8c\xc0\xcd\x55\xf1\x2a\xf4\x66\x0c";
static const unsigned char rfc_signature[SIGN_BYTES] =
    "\x92\xa0\x09\xa9\xf0\xd4\xca\xb8\x72\x0e\x82\x0b\x5f\x64\x25\x40"
    "\xa2\xb2\x7b\x54\x16\x50\x3f\x8f\xb3\x76\x22\x23\xeb\xdb\x69\xda"
    "\x08\x5a\xc1\xe4\x3e\x15\x99\x6e\x45\x8f\x36\x13\xd0\xf1\x1d\x8c"
    "\x38\x7b\x2e\xae\xb4\x30\x2a\xee\xb0\x0d\x29\x16\x12\xbb\x0c\x00";

static struct secret pem_of(const char *text) { return secret_make(text, strlen(text)); }

static void test_vector(void **state)
{
    (void)state;
    struct err e = {0};
    unsigned char raw[SIGN_PUBLIC], signature[SIGN_BYTES];
    struct secret pem = pem_of(rfc_pem);
    assert_int_equal(sign_public(&pem, raw, &e), 0);
    assert_memory_equal(raw, rfc_public, sizeof raw);
    assert_int_equal(sign_bytes(&pem, "\x72", 1, signature, &e), 0);
    assert_memory_equal(signature, rfc_signature, sizeof signature);
    assert_true(sign_verify(raw, "\x72", 1, signature));
    assert_false(sign_verify(raw, "\x72", 0, signature));
    for (size_t i = 0; i < SIGN_BYTES * 8; i++) {
        signature[i / 8] ^= (unsigned char)(1 << i % 8);
        assert_false(sign_verify(raw, "\x72", 1, signature));
        signature[i / 8] ^= (unsigned char)(1 << i % 8);
    }
    for (unsigned bit = 0; bit < 8; bit++) {
        char c = (char)(0x72 ^ 1 << bit);
        assert_false(sign_verify(raw, &c, 1, signature));
    }
    secret_free(&pem);
}

static void test_hash(void **state)
{
    (void)state;
    struct err e;
    char hex[SIGN_HASH + 1], id[SIGN_ID + 1];
    assert_int_equal(sign_hash("abc", 3, hex, &e), 0);
    assert_string_equal(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(
        sign_key_id((const unsigned char *)"01234567890123456789012345678901", id, &e),
        0);
    assert_int_equal(sign_hash("01234567890123456789012345678901", 32, hex, &e), 0);
    assert_memory_equal(id, hex, SIGN_ID);
    assert_int_equal(strlen(id), SIGN_ID);
}

static void test_new(void **state)
{
    (void)state;
    struct err e;
    struct secret one, two;
    unsigned char raw_one[SIGN_PUBLIC], raw_two[SIGN_PUBLIC], back[SIGN_PUBLIC];
    unsigned char signature[SIGN_BYTES];
    assert_int_equal(sign_new_key(&one, raw_one, &e), 0);
    assert_int_equal(sign_new_key(&two, raw_two, &e), 0);
    assert_non_null(strstr(one.data, "-----BEGIN PRIVATE KEY-----"));
    assert_memory_not_equal(raw_one, raw_two, SIGN_PUBLIC);
    assert_int_equal(sign_public(&one, back, &e), 0);
    assert_memory_equal(back, raw_one, SIGN_PUBLIC);
    assert_int_equal(sign_bytes(&one, "text", 4, signature, &e), 0);
    assert_true(sign_verify(raw_one, "text", 4, signature));
    assert_false(sign_verify(raw_two, "text", 4, signature));
    secret_free(&one);
    secret_free(&two);
}

static void test_bad_keys(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "no private key in PEM"},
        {"text", "no private key in PEM"},
        {"-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n",
         "no private key in PEM"},
        {"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4CAQAw\n", "the key is encrypted"},
        /* X25519 */
        {"-----BEGIN PRIVATE KEY-----\n"
         "MC4CAQAwBQYDK2VuBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
         "-----END PRIVATE KEY-----\n",
         "not an Ed25519 key"}};
    unsigned char raw[SIGN_PUBLIC], signature[SIGN_BYTES];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};
        struct secret pem = pem_of(rows[i][0]);
        assert_int_equal(sign_public(&pem, raw, &e), -ERR_DATA);
        assert_non_null(strstr(e.text, rows[i][1]));
        assert_int_equal(sign_bytes(&pem, "x", 1, signature, &e), -ERR_DATA);
        secret_free(&pem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vector), cmocka_unit_test(test_hash),
        cmocka_unit_test(test_new), cmocka_unit_test(test_bad_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
