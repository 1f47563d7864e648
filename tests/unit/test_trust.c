/* The trust folder, and what a manifest is worth by it. */
#include "base/buf.h"
#include "base/err.h"
#include "scan/trust.h"

#include <holdfast/plugin.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* 32 times the letter a: fine where nothing is verified. */
#define KEY_LINE                                                                         \
    "holdfast.key/1 ed25519 3ba3f5f43b926026 "                                           \
    "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE= "
static const char *const names[] = {"a.pub", "b.pub", "minimum", "x.minimum", "README"};

static char home[64];

static const char *in_home(const char *name)
{
    static char path[2][256];
    static int turn;
    char *p = path[turn++ % 2];
    snprintf(p, sizeof path[0], "%s/%s", home, name);
    return p;
}

static void write_file(const char *name, const char *text, size_t len)
{
    int fd = open(in_home(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), (ssize_t)len);
    close(fd);
}

static void write_text(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

static int make_home(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/holdfast-trust-XXXXXX");
    return mkdtemp(home) ? 0 : -1;
}

static int drop_home(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(in_home(names[i]));
    return rmdir(home);
}

struct pair {
    struct secret pem;
    unsigned char raw[SIGN_PUBLIC];
};

static void make_pair(struct pair *p, const char *file)
{
    struct err e;
    struct buf line = buf_make(4096);
    assert_int_equal(sign_new_key(&p->pem, p->raw, &e), 0);
    assert_int_equal(trust_print_key(p->raw, "name", &line, &e), 0);
    if (file)
        write_file(file, buf_str(&line), line.len);
    buf_free(&line);
}

/* A manifest of one file, signed. */
static void make_text(const struct pair *by, const char *version, unsigned abi,
                      struct buf *out)
{
    struct err e;
    char name[] = "x.lua";
    struct pack_file file = {.name = name};
    struct pack p = {.name = "contoso", .abi = abi, .files = &file, .n = 1};
    memset(file.sha256, '7', PACK_HASH);
    assert_int_equal(pack_parse_version(version, &p.version, &e), 0);
    assert_int_equal(sign_key_id(by->raw, p.key, &e), 0);
    pack_print(&p, out);
    assert_int_equal(sign_bytes(&by->pem, buf_str(out), out->len, p.signature, &e), 0);
    pack_print_signature(p.signature, out);
}

static int judge(const struct trust *t, const struct pair *by, const char *version,
                 unsigned abi, struct err *e)
{
    struct pack p;
    struct buf text = buf_make(PACK_BYTES);
    *e = (struct err){0};
    make_text(by, version, abi, &text);
    int rc = trust_judge(t, buf_str(&text), text.len, &p, e);
    pack_free(&p);
    buf_free(&text);
    return rc;
}

static void test_judge(void **state)
{
    (void)state;
    struct pair one, two, stranger;
    struct trust t = {0};
    struct err e;
    make_pair(&one, "a.pub");
    make_pair(&two, "b.pub");
    make_pair(&stranger, NULL);
    write_text("minimum", "# what was withdrawn\n\ncontoso 1.2.0\nother 9.0.0\n");
    write_text("x.minimum", "contoso 1.3.0\ncontoso 1.1.9\n");
    write_text("README", "\xff not read");
    assert_int_equal(trust_read(&t, home, false, &e), 0);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.n_minimums, 2);
    assert_int_equal(judge(&t, &one, "1.3.0", HF_ABI_MAJOR, &e), 1);
    assert_int_equal(judge(&t, &two, "1.3.1", HF_ABI_MAJOR, &e), 1);
    assert_int_equal(judge(&t, &stranger, "1.3.0", HF_ABI_MAJOR, &e), 0);
    assert_non_null(strstr(e.text, "is not in the trust folder"));
    assert_non_null(strstr(e.text, home));
    assert_int_equal(judge(&t, &one, "1.2.9", HF_ABI_MAJOR, &e), -ERR_DATA);
    assert_string_equal(e.text, "version 1.2.9 of contoso is below the minimum, 1.3.0");
    assert_int_equal(judge(&t, &one, "1.3.0", HF_ABI_MAJOR + 1, &e), -ERR_DATA);
    assert_string_equal(e.text, "it is signed for plugin ABI 2, and this is 1");
    trust_free(&t);
    secret_free(&one.pem);
    secret_free(&two.pem);
    secret_free(&stranger.pem);
}

/* Every bit of manifest and signature counts, and a signature of one key is none of
 * another that is trusted, too. */
static void test_flips(void **state)
{
    (void)state;
    struct pair one, two;
    struct trust t = {0};
    struct pack p;
    struct err e;
    struct buf text = buf_make(PACK_BYTES);
    make_pair(&one, "a.pub");
    make_pair(&two, "b.pub");
    assert_int_equal(trust_read(&t, home, false, &e), 0);
    make_text(&one, "1.0.0", HF_ABI_MAJOR, &text);
    for (size_t i = 0; i < text.len * 8; i++) {
        text.data[i / 8] = (char)(text.data[i / 8] ^ 1 << i % 8);
        int rc = trust_judge(&t, text.data, text.len, &p, &e);
        assert_true(rc <= 0); /* 0: a key id that nobody has */
        pack_free(&p);
        text.data[i / 8] = (char)(text.data[i / 8] ^ 1 << i % 8);
    }
    assert_int_equal(trust_judge(&t, text.data, text.len, &p, &e), 1);
    pack_free(&p);
    /* The id of the second key over the signature of the first. */
    char id[SIGN_ID + 1];
    assert_int_equal(sign_key_id(two.raw, id, &e), 0);
    memcpy(strstr(text.data, "key ") + 4, id, SIGN_ID);
    assert_int_equal(trust_judge(&t, text.data, text.len, &p, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "the signature is not one of key"));
    buf_free(&text);
    trust_free(&t);
    secret_free(&one.pem);
    secret_free(&two.pem);
}

static void refused(const char *file, const char *text, size_t len, const char *part)
{
    struct trust t = {0};
    struct err e = {0};
    write_file(file, text, len);
    int rc = trust_read(&t, home, false, &e);
    if (rc != -ERR_DATA || !strstr(e.text, part) || !strstr(e.text, in_home(file)))
        fail_msg("%s \"%s\": %d \"%s\", wanted \"%s\"", file, text, rc, e.text, part);
    unlink(in_home(file));
    trust_free(&t);
}

static void test_lines(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"a.pub", "ssh-ed25519 AAAA", "line 1: wants holdfast.key/1 ed25519 ID BASE64"},
        {"a.pub", "# why\n\nholdfast.key/2 ed25519 1 2 3\n", "line 3: wants"},
        {"a.pub", "holdfast.key/1 rsa 1 2 3\n", "wants holdfast.key/1 ed25519"},
        {"a.pub", "holdfast.key/1 ed25519 1\n", "wants holdfast.key/1 ed25519"},
        {"a.pub", "holdfast.key/1 ed25519 1 AAAA x\n", "no canonical Base64 of 32 bytes"},
        {"a.pub",
         "holdfast.key/1 ed25519 0000000000000000 "
         "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE= x\n",
         "the id 0000000000000000 is not that of the key, 3ba3f5f43b926026"},
        {"minimum", "contoso\n", "line 1: wants PACK X.Y.Z"},
        {"minimum", "contoso 1\n", "\"1\" is no version"},
        {"minimum", "Contoso 1.0.0\n", "is no name of a pack"},
        {"x.minimum", "contoso  1.0.0\n", "is no version"},
        {"x.minimum", "contoso 1.0.0 \n", "is no version"},
        {"minimum", "contoso 1.0.\xff\n", "not UTF-8"}};
    struct trust t = {0};
    struct err e;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refused(rows[i][0], rows[i][1], strlen(rows[i][1]), rows[i][2]);
    refused("minimum", "a 1.0.0\n\0", 9, "a NUL byte");
    write_text("a.pub", KEY_LINE "x\n");
    write_text("b.pub", KEY_LINE "the same once more");
    assert_int_equal(trust_read(&t, home, false, &e), 0);
    assert_int_equal(t.n, 1);
    trust_free(&t);
}

/* It is vetted like code. */
static void test_vetted(void **state)
{
    (void)state;
    struct trust t = {0};
    struct err e;
    write_text("a.pub", KEY_LINE "x\n");
    assert_int_equal(chmod(in_home("a.pub"), 0664), 0);
    assert_int_equal(trust_read(&t, home, false, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "can be written by others"));
    assert_int_equal(chmod(in_home("a.pub"), 0644), 0);
    assert_int_equal(symlink("a.pub", in_home("b.pub")), 0);
    assert_int_equal(trust_read(&t, home, false, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "b.pub: it is a link"));
    unlink(in_home("b.pub"));
    assert_int_equal(chmod(home, 0777), 0);
    assert_int_equal(trust_read(&t, home, false, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "can be written by others"));
    assert_int_equal(chmod(home, 0700), 0);
    trust_free(&t);
    assert_int_equal(trust_read(&t, in_home("none"), false, &e), -ERR_NOINPUT);
    assert_int_equal(trust_read(&t, in_home("none"), true, &e), 0);
    assert_int_equal(t.n, 0);
    trust_free(&t);
}

int main(void)
{
    umask(022);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_judge, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_flips, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_lines, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_vetted, make_home, drop_home)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
