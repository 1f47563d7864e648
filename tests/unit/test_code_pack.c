/* Signed packs: all that was signed is taken, or nothing; and what is taken is what was
 * verified, whatever happens to the files meanwhile. */
#include "base/buf.h"
#include "base/err.h"
#include "scan/code.h"
#include "scan/pack.h"
#include "scan/trust.h"

#include <holdfast/plugin.h>

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char home[64]; /* a fresh folder below /tmp for each test */
static const char *const names[] = {"a.so",     "b.lua", "lib/net.lua", "lib/x.lua",
                                    "PACK.sig", "c.lua", ".new"};
static struct trust trust; /* of one key, that of `key` */
static struct trust_key trusted;
static struct secret key;

static const char *in_home(const char *name)
{
    static char path[4][256];
    static int turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", home, name);
    return p;
}

static void write_bytes(const char *name, const char *bytes, size_t len)
{
    int fd = open(in_home(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
}

static void write_text(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static int make_home(void **state)
{
    (void)state;
    struct err e;
    snprintf(home, sizeof home, "/tmp/holdfast-pack-XXXXXX");
    if (!mkdtemp(home) || mkdir(in_home("lib"), 0755))
        return -1;
    write_text("a.so", "plugin");
    write_text("b.lua", "script");
    write_text("lib/net.lua", "library");
    assert_int_equal(sign_new_key(&key, trusted.raw, &e), 0);
    assert_int_equal(sign_key_id(trusted.raw, trusted.id, &e), 0);
    trust = (struct trust){.keys = &trusted, .n = 1};
    return 0;
}

static int drop_home(void **state)
{
    (void)state;
    secret_free(&key);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(in_home(names[i]));
    rmdir(in_home("lib"));
    return rmdir(home);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct pack_file *)a)->name,
                  ((const struct pack_file *)b)->name);
}

/* What lies there now, signed by a key. */
static void sign_with(const struct secret *pem)
{
    struct code c = {0};
    struct err e;
    struct pack p = {.name = "contoso", .version = {{1, 0, 0}}, .abi = HF_ABI_MAJOR};
    struct buf text = buf_make(PACK_BYTES);
    unsigned char raw[SIGN_PUBLIC];
    assert_int_equal(code_add_folder(&c, home, true, false, &e), 0);
    p.files = calloc(c.n, sizeof *p.files);
    assert_non_null(p.files);
    for (p.n = 0; p.n < c.n; p.n++) {
        p.files[p.n].name = code_pack_name(&c.files[p.n]);
        memcpy(p.files[p.n].sha256, c.files[p.n].sha256, PACK_HASH + 1);
    }
    qsort(p.files, p.n, sizeof *p.files, by_name);
    assert_int_equal(sign_public(pem, raw, &e), 0);
    assert_int_equal(sign_key_id(raw, p.key, &e), 0);
    pack_print(&p, &text);
    assert_int_equal(sign_bytes(pem, buf_str(&text), text.len, p.signature, &e), 0);
    pack_print_signature(p.signature, &text);
    write_bytes("PACK.sig", buf_str(&text), text.len);
    buf_free(&text);
    pack_free(&p);
    code_free(&c);
}

static void add(struct code *c, bool require)
{
    struct err e = {0};
    *c = (struct code){.trust = &trust, .require_signed = require};
    assert_int_equal(code_add_folder(c, home, true, false, &e), 0);
}

/* Nothing is taken, and the refusals are "name: reason" in this order. */
static void refused(bool require, const char *const *lines)
{
    struct code c;
    size_t n = 0;
    char got[2048];
    add(&c, require);
    for (size_t i = 0; i < c.n_refused; i++, n += lines[n] != NULL) {
        snprintf(got, sizeof got, "%s: %s", c.refused[i].file + strlen(home) + 1,
                 c.refused[i].reason);
        if (!lines[n] || strcmp(got, lines[n]) != 0)
            fail_msg("\"%s\", wanted \"%s\"", got, lines[n] ? lines[n] : "nothing");
    }
    if (lines[n] || c.n)
        fail_msg("%zu files taken, line \"%s\" is missing", c.n,
                 lines[n] ? lines[n] : "");
    code_free(&c);
}

#define NOTHING ": nothing of this folder is loaded"
#define NOT_WHOLE "PACK.sig: the pack contoso is not as it was signed" NOTHING
#define REFUSED(require, ...) refused(require, (const char *const[]){__VA_ARGS__, NULL})

static void taken(bool require, size_t n, const char *by)
{
    struct code c;
    add(&c, require);
    assert_int_equal(c.n, n);
    assert_int_equal(c.n_refused, 0);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(c.files[i].key, by);
    code_free(&c);
}

static void test_taken(void **state)
{
    (void)state;
    struct code c;
    struct err e;
    taken(false, 3, ""); /* without a manifest, as nobody wants one */
    REFUSED(true, "PACK.sig: it is not there, and --require-signed wants it" NOTHING);
    sign_with(&key);
    taken(false, 3, trusted.id);
    taken(true, 3, trusted.id);
    write_text(".hidden", "not loaded, so not signed");
    write_text("notes.txt", "neither");
    taken(true, 3, trusted.id);
    unlink(in_home(".hidden"));
    unlink(in_home("notes.txt"));
    /* Installed folders are vouched for by owner and mode alone. */
    unlink(in_home("PACK.sig"));
    c = (struct code){.trust = &trust, .require_signed = true};
    assert_int_equal(code_add_folder(&c, home, false, false, &e), 0);
    assert_int_equal(c.n, 3);
    code_free(&c);
}

static void test_contents(void **state)
{
    (void)state;
    for (int require = 0; require < 2; require++) {
        write_text("b.lua", "script");
        sign_with(&key);
        write_text("b.lua", "scripT");
        REFUSED(require, "b.lua: its bytes are not those that were signed", NOT_WHOLE);
        write_text("b.lua", "plugin");
        write_text("a.so", "script");
        REFUSED(require, "a.so: its bytes were signed under another name, b.lua",
                "b.lua: its bytes were signed under another name, a.so", NOT_WHOLE);
        write_text("a.so", "plugin");
        unlink(in_home("b.lua"));
        REFUSED(require, "b.lua: it is in the signed manifest, and not in the folder",
                NOT_WHOLE);
        write_text("b.lua", "script");
        write_text("c.lua", "script");
        REFUSED(require, "c.lua: it is not in the signed manifest", NOT_WHOLE);
        unlink(in_home("c.lua"));
        write_text("lib/x.lua", "library");
        REFUSED(require, "lib/x.lua: it is not in the signed manifest", NOT_WHOLE);
        unlink(in_home("lib/x.lua"));
        unlink(in_home("b.lua"));
        assert_int_equal(symlink("/etc/passwd", in_home("b.lua")), 0);
        REFUSED(require, "b.lua: it is a link", NOT_WHOLE);
        unlink(in_home("b.lua"));
    }
}

/* A key that nobody here knows proves nothing, for or against. */
static void test_strangers(void **state)
{
    (void)state;
    struct secret other;
    unsigned char raw[SIGN_PUBLIC];
    char id[SIGN_ID + 1], line[256];
    struct err e;
    assert_int_equal(sign_new_key(&other, raw, &e), 0);
    assert_int_equal(sign_key_id(raw, id, &e), 0);
    sign_with(&other);
    taken(false, 3, "");
    snprintf(line, sizeof line,
             "PACK.sig: the key %s is not in the trust folder " NOTHING, id);
    REFUSED(true, line);
    secret_free(&other);
}

static void test_manifests(void **state)
{
    (void)state;
    static const char half[] = "holdfast.pack/1\nname contoso\n";
    for (int require = 0; require < 2; require++) {
        write_text("PACK.sig", "");
        REFUSED(require,
                "PACK.sig: it is no manifest of the form holdfast.pack/1" NOTHING);
        write_text("PACK.sig", half);
        REFUSED(require, "PACK.sig: line 3: it ends here: it was cut" NOTHING);
        write_bytes("PACK.sig", half, sizeof half);
        REFUSED(require, "PACK.sig: it has a NUL byte" NOTHING);
        assert_int_equal(truncate(in_home("PACK.sig"), PACK_BYTES + 1), 0);
        REFUSED(require, "PACK.sig: longer than 1048576 bytes" NOTHING);
        unlink(in_home("PACK.sig"));
        assert_int_equal(symlink("/etc/passwd", in_home("PACK.sig")), 0);
        REFUSED(require, "PACK.sig: it is a link" NOTHING);
        unlink(in_home("PACK.sig"));
        assert_int_equal(mkdir(in_home("PACK.sig"), 0755), 0);
        REFUSED(require, "PACK.sig: it is no regular file" NOTHING);
        rmdir(in_home("PACK.sig"));
    }
}

/* A second folder is judged by itself: a refused one takes nothing of the first along. */
static void test_two_folders(void **state)
{
    (void)state;
    struct code c = {.trust = &trust, .require_signed = true};
    struct err e;
    sign_with(&key);
    assert_int_equal(code_add_folder(&c, home, true, false, &e), 0);
    assert_int_equal(code_add_folder(&c, in_home("lib"), true, false, &e), 0);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.n_refused, 1);
    code_free(&c);
}

/* --- a file that changes while it is loaded --- */

enum { SWAPS = 1000, LENGTH = 100000 };

struct swapper {
    atomic_int done, stop;
    bool in_place; /* written over, piece by piece; else replaced whole */
    char *text[2];
    char file[256], beside[256];
};

static void put(const struct swapper *s, int which)
{
    int fd = open(s->in_place ? s->file : s->beside,
                  O_WRONLY | O_CREAT | O_CLOEXEC | (s->in_place ? 0 : O_TRUNC), 0644);
    for (ssize_t at = 0; at < LENGTH; at += LENGTH / 4)
        if (pwrite(fd, s->text[which] + at, LENGTH / 4, at) != LENGTH / 4)
            abort();
    close(fd);
    if (!s->in_place && rename(s->beside, s->file))
        abort();
}

static void *swap(void *arg)
{
    struct swapper *s = arg;
    for (int i = 1; !atomic_load(&s->stop); i++) {
        put(s, i % 2);
        atomic_store(&s->done, i < SWAPS ? i : SWAPS);
    }
    return NULL;
}

/* Which of the two the loaded bytes are, -1: neither; and the hash is theirs. */
static int loaded(const struct swapper *s, const struct code_file *f)
{
    struct err e;
    char hex[SIGN_HASH + 1];
    char *got = malloc(LENGTH + 1);
    assert_non_null(got);
    ssize_t n = pread(f->fd, got, LENGTH + 1, 0);
    assert_int_equal(sign_hash(got, (size_t)n, hex, &e), 0);
    assert_string_equal(hex, f->sha256);
    int which = -1;
    for (int i = 0; i < 2; i++)
        if (n == LENGTH && !memcmp(got, s->text[i], LENGTH))
            which = i;
    free(got);
    return which;
}

struct counts {
    int taken[2], mixed, refused;
};

static struct counts race(bool in_place, const struct trust *by)
{
    struct swapper s = {.in_place = in_place};
    struct counts counts = {0};
    pthread_t thread;
    snprintf(s.file, sizeof s.file, "%s/b.lua", home);
    snprintf(s.beside, sizeof s.beside, "%s/.new", home);
    for (int i = 0; i < 2; i++) {
        s.text[i] = malloc(LENGTH);
        assert_non_null(s.text[i]);
        memset(s.text[i], 'a' + i, LENGTH);
    }
    put(&s, 0);
    sign_with(&key);
    assert_int_equal(pthread_create(&thread, NULL, swap, &s), 0);
    for (int loads = 0; loads < SWAPS || atomic_load(&s.done) < SWAPS; loads++) {
        struct err e;
        struct code c = {.trust = by, .require_signed = by != NULL};
        assert_int_equal(code_add_folder(&c, home, true, false, &e), 0);
        for (size_t i = 0; i < c.n; i++) {
            if (strcmp(c.files[i].name, "b.lua") != 0)
                continue;
            int which = loaded(&s, &c.files[i]);
            which < 0 ? counts.mixed++ : counts.taken[which]++;
        }
        assert_true(!c.n || c.n == 3 || !by);
        counts.refused += c.n_refused != 0;
        code_free(&c);
    }
    atomic_store(&s.stop, 1);
    pthread_join(thread, NULL);
    free(s.text[0]);
    free(s.text[1]);
    print_message("taken %d and %d, mixed %d, refused %d\n", counts.taken[0],
                  counts.taken[1], counts.mixed, counts.refused);
    return counts;
}

/* Replaced by another whole file, it is one of the two, under its own hash. */
static void test_race_whole(void **state)
{
    (void)state;
    struct counts counts = race(false, NULL);
    assert_int_equal(counts.mixed + counts.refused, 0);
    assert_true(counts.taken[0] && counts.taken[1]);
}

/* Only the first was signed: the other is never taken, though it is there every second
 * time; and never a part of it, though it is written over the first. */
static void test_race_signed(void **state)
{
    (void)state;
    for (int in_place = 0; in_place < 2; in_place++) {
        struct counts counts = race(in_place, &trust);
        assert_int_equal(counts.taken[1] + counts.mixed, 0);
        assert_true(counts.refused && (counts.taken[0] || in_place));
    }
}

int main(void)
{
    umask(022);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_taken, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_contents, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_strangers, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_manifests, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_two_folders, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_race_whole, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_race_signed, make_home, drop_home)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
