/* Which code files are taken, and which are refused before anybody looks into them. */
#include "base/err.h"
#include "data/job.h"
#include "scan/code.h"

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

enum { STRANGER = 54321 };

static char home[64]; /* a fresh folder below /tmp for each test */

static const char *in_home(const char *name)
{
    static char path[4][256];
    static int turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", home, name);
    return p;
}

static void write_file(const char *name, const char *text, mode_t mode)
{
    int fd = open(in_home(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
}

static int make_home(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/holdfast-code-XXXXXX");
    return mkdtemp(home) ? 0 : -1;
}

static int drop_home(void **state)
{
    (void)state;
    static const char *const names[] = {"a/lib/help.lua", "a/b/x.lua",  "a/x.lua",
                                        "a/one.so",       "a/two.lua",  "a/notes.txt",
                                        "a/.hidden.lua",  "a/pipe.lua", "c/lib/help.lua"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(in_home(names[i]));
    rmdir(in_home("a/dir.lua"));
    rmdir(in_home("a/lib"));
    rmdir(in_home("a/b"));
    rmdir(in_home("a"));
    rmdir(in_home("c/lib"));
    rmdir(in_home("c"));
    unlink(in_home("link"));
    return rmdir(home);
}

static void make_folder(const char *name, mode_t mode)
{
    assert_int_equal(mkdir(in_home(name), 0700), 0);
    assert_int_equal(chmod(in_home(name), mode), 0);
}

static int add(struct code *c, const char *name, struct err *e)
{
    *c = (struct code){0};
    *e = (struct err){0};
    return code_add_folder(c, in_home(name), true, false, e);
}

static void test_taken(void **state)
{
    (void)state;
    struct code c;
    struct err e;
    char back[16] = "";
    make_folder("a", 0755);
    make_folder("a/lib", 0755);
    write_file("a/two.lua", "return 2", 0644);
    write_file("a/one.so", "so", 0755);
    write_file("a/notes.txt", "text", 0666);
    write_file("a/.hidden.lua", "return 3", 0644);
    write_file("a/lib/help.lua", "return {}", 0600);
    assert_int_equal(add(&c, "a", &e), 0);
    assert_int_equal(c.n_refused, 0);
    assert_int_equal(c.n, 3);
    assert_string_equal(c.files[0].name, "help.lua");
    assert_int_equal(c.files[0].kind, JOB_LIB);
    assert_string_equal(c.files[1].name, "one.so");
    assert_int_equal(c.files[1].kind, JOB_PLUGIN);
    assert_int_equal(c.files[2].kind, JOB_SCRIPT);
    assert_true(c.files[2].outside);
    assert_string_equal(c.files[2].path, in_home("a/two.lua"));
    /* What was looked at is what runs, whatever happens to the file. */
    write_file("a/two.lua", "return 9", 0644);
    assert_int_equal(pread(c.files[2].fd, back, sizeof back, 0), 8);
    assert_string_equal(back, "return 2");
    assert_true(fcntl(c.files[2].fd, F_GET_SEALS) & F_SEAL_WRITE);
    code_free(&c);
}

static void refused(const char *part)
{
    struct code c;
    struct err e;
    assert_int_equal(add(&c, "a", &e), 0);
    if (c.n || c.n_refused != 1 || !strstr(c.refused[0].reason, part) ||
        strcmp(c.refused[0].file, in_home("a/x.lua")))
        fail_msg("%zu taken, refused %s: \"%s\", wanted \"%s\"", c.n,
                 c.n_refused ? c.refused[0].file : "none",
                 c.n_refused ? c.refused[0].reason : "", part);
    code_free(&c);
}

static void test_files(void **state)
{
    (void)state;
    make_folder("a", 0755);
    static const mode_t bad[] = {0664, 0646, 0666, 0622, 0602, 02664};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_file("a/x.lua", "return 1", bad[i]);
        refused("can be written by others");
    }
    unlink(in_home("a/x.lua"));
    assert_int_equal(symlink("/etc/passwd", in_home("a/x.lua")), 0);
    refused("it is a link");
    unlink(in_home("a/x.lua"));
    assert_int_equal(mkfifo(in_home("a/x.lua"), 0600), 0);
    refused("no regular file");
    unlink(in_home("a/x.lua"));
    if (geteuid() == 0) {
        write_file("a/x.lua", "return 1", 0644);
        assert_int_equal(chown(in_home("a/x.lua"), STRANGER, STRANGER), 0);
        refused("belongs to another user");
    } else {
        print_message("owners: skipped, only root can give files away\n");
    }
}

static void folder_refused(const char *name, int code, const char *part)
{
    struct code c;
    struct err e;
    int rc = add(&c, name, &e);
    if (rc != -code || !strstr(e.text, part))
        fail_msg("%d \"%s\", wanted %d \"%s\"", rc, e.text, -code, part);
    assert_int_equal(c.n, 0);
    code_free(&c);
}

static void test_folders(void **state)
{
    (void)state;
    struct code c;
    struct err e;
    make_folder("a", 0755);
    make_folder("a/b", 0775);
    write_file("a/b/x.lua", "return 1", 0644);
    folder_refused("a/b", ERR_DATA, "can be written by others");
    assert_int_equal(chmod(in_home("a/b"), 0755), 0);
    assert_int_equal(chmod(in_home("a"), 0777), 0);
    folder_refused("a/b", ERR_DATA, "can be written by others");
    assert_int_equal(chmod(in_home("a"), 0755), 0);
    assert_int_equal(symlink(in_home("a/b"), in_home("link")), 0);
    assert_int_equal(add(&c, "link", &e), 0); /* the folder that it names is vetted */
    assert_string_equal(c.files[0].path, in_home("a/b/x.lua"));
    code_free(&c);
    folder_refused("a/b/x.lua", ERR_NOINPUT, "is a file: name its folder");
    folder_refused("nowhere", ERR_NOINPUT, "nowhere");
    c = (struct code){0};
    assert_int_equal(code_add_folder(&c, in_home("nowhere"), false, true, &e), 0);
    if (geteuid() == 0) {
        assert_int_equal(chmod(in_home("a"), 01777), 0);
        assert_int_equal(add(&c, "a/b", &e), 0); /* as below /tmp */
        code_free(&c);
        assert_int_equal(chown(in_home("a"), STRANGER, 0), 0);
        folder_refused("a/b", ERR_DATA, "belongs to another user");
        assert_int_equal(chmod(in_home("a"), 0755), 0);
        folder_refused("a/b", ERR_DATA, "belongs to another user");
        assert_int_equal(chown(in_home("a"), 0, 0), 0);
    }
}

static void test_libs(void **state)
{
    (void)state;
    struct code c;
    struct err e;
    make_folder("a", 0755);
    make_folder("a/lib", 0777);
    write_file("a/lib/help.lua", "return {}", 0644);
    write_file("a/two.lua", "return 2", 0644);
    assert_int_equal(add(&c, "a", &e), 0);
    assert_int_equal(c.n, 1);
    assert_string_equal(c.files[0].name, "two.lua");
    assert_int_equal(c.n_refused, 1);
    assert_non_null(strstr(c.refused[0].reason, "can be written by others"));
    code_free(&c);
    /* A second library of a name: the first stays, whoever brought it. */
    assert_int_equal(chmod(in_home("a/lib"), 0755), 0);
    assert_int_equal(add(&c, "a", &e), 0);
    assert_int_equal(c.n, 2);
    assert_int_equal(code_add_folder(&c, in_home("a"), true, false, &e), 0);
    assert_int_equal(c.n, 2); /* the same folder is nothing new */
    make_folder("c", 0755);
    make_folder("c/lib", 0755);
    write_file("c/lib/help.lua", "return {}", 0644);
    assert_int_equal(code_add_folder(&c, in_home("c"), true, false, &e), 0);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.n_refused, 1);
    assert_string_equal(c.refused[0].file, in_home("c/lib/help.lua"));
    assert_non_null(strstr(c.refused[0].reason, "a library of this name is there"));
    code_free(&c);
    remove(in_home("a/lib/help.lua"));
    rmdir(in_home("a/lib"));
    make_folder("a/b", 0755);
    write_file("a/b/x.lua", "return {}", 0644);
    assert_int_equal(symlink("b", in_home("a/lib")), 0);
    assert_int_equal(add(&c, "a", &e), 0);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.n_refused, 1);
    assert_string_equal(c.refused[0].file, in_home("a/lib"));
    assert_string_equal(c.refused[0].reason, "it is a link or no folder");
    code_free(&c);
    unlink(in_home("a/lib"));
}

/* Nothing but x.so and x.lua is looked at: no .la, whatever it points to, and no name
 * that ends otherwise. A folder with such a name is refused by it. */
static void test_names(void **state)
{
    (void)state;
    static const char *const ignored[] = {"a/x.la",   "a/x.so.1", "a/x.SO", "a/so",
                                          "a/x.luac", "a/lua",    "a/x.so~"};
    struct code c;
    struct err e;
    make_folder("a", 0755);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        write_file(ignored[i], "dlname='../../evil.so'", 0666);
    write_file("a/x.lua", "return 1", 0644);
    assert_int_equal(mkdir(in_home("a/one.so"), 0755), 0);
    assert_int_equal(mkfifo(in_home("a/two.lua"), 0600), 0);
    assert_int_equal(add(&c, "a", &e), 0);
    assert_int_equal(c.n, 1);
    assert_string_equal(c.files[0].name, "x.lua");
    assert_int_equal(c.n_refused, 2);
    assert_string_equal(c.refused[0].file, in_home("a/one.so"));
    assert_string_equal(c.refused[0].reason, "it is no regular file");
    assert_string_equal(c.refused[1].reason, "it is no regular file");
    code_free(&c);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        unlink(in_home(ignored[i]));
    rmdir(in_home("a/one.so"));
}

/* A relative name is resolved once; what is taken has absolute names. */
static void test_relative(void **state)
{
    (void)state;
    struct code c = {0};
    struct err e;
    make_folder("a", 0755);
    make_folder("a/b", 0755);
    write_file("a/x.lua", "return 1", 0644);
    assert_int_equal(chdir(in_home("a/b")), 0);
    assert_int_equal(code_add_folder(&c, "..", true, false, &e), 0);
    assert_int_equal(code_add_folder(&c, ".././b/../", true, false, &e), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(c.n, 1); /* by its resolved name it is one folder */
    assert_string_equal(c.files[0].path, in_home("a/x.lua"));
    code_free(&c);
}

static void test_huge(void **state)
{
    (void)state;
    make_folder("a", 0755);
    write_file("a/x.lua", "", 0644);
    assert_int_equal(truncate(in_home("a/x.lua"), (16 << 20) + 1), 0);
    refused("longer than 16777216 bytes");
    assert_int_equal(truncate(in_home("a/x.lua"), (off_t)1 << 40), 0);
    refused("longer than 16777216 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_taken, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_files, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_folders, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_libs, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_names, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_relative, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_huge, make_home, drop_home)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
