/* What may decide over code: owner, mode and kind of a file and of every folder above. */
#include "base/err.h"
#include "scan/vet.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

enum { STRANGER = 54321, MOST = 4096 };

/* A fresh folder for each test, with a/b/c and the file a/b/c/f in it. */
static char home[64];
static const char *const depth[] = {"a", "a/b", "a/b/c", "a/b/c/f"};
enum { DEPTHS = sizeof depth / sizeof *depth, FILE_AT = DEPTHS - 1 };

static const char *in_home(const char *name)
{
    static char path[4][256];
    static int turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", home, name);
    return p;
}

static void write_file(const char *name, const char *text)
{
    int fd = open(in_home(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static int make_home(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/holdfast-vet-XXXXXX");
    if (!mkdtemp(home))
        return -1;
    for (size_t i = 0; i < FILE_AT; i++)
        assert_int_equal(mkdir(in_home(depth[i]), 0755), 0);
    write_file("a/b/c/f", "text");
    return 0;
}

static int drop_home(void **state)
{
    (void)state;
    for (size_t i = DEPTHS; i-- > 0;)
        remove(in_home(depth[i]));
    remove(in_home("link"));
    return rmdir(home);
}

/* The way to the file, as code and keys go it. */
static int read_it(struct err *e)
{
    *e = (struct err){0};
    struct buf out = buf_make(MOST);
    int folder = vet_open_folder(in_home("a/b/c"), e);
    int rc = folder;
    if (folder >= 0) {
        rc = vet_read_file(folder, "f", in_home("a/b/c/f"), &out, e);
        close(folder);
    }
    if (!rc)
        assert_string_equal(buf_str(&out), "text");
    buf_free(&out);
    return rc;
}

static void wants(int code, const char *part, const char *what, mode_t mode)
{
    struct err e;
    int rc = read_it(&e);
    if (rc != -code || !strstr(e.text, part))
        fail_msg("%s mode %04o: %d \"%s\", wanted %d \"%s\"", what, (unsigned)mode, rc,
                 e.text, -code, part);
}

static void test_modes(void **state)
{
    (void)state;
    static const mode_t bits[] = {0,     020,   002,   022,   01000,
                                  02000, 01020, 01002, 01022, 02020};
    for (size_t d = 0; d < DEPTHS; d++) {
        mode_t base = d == FILE_AT ? 0600 : 0700;
        for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
            mode_t mode = base | bits[i];
            /* Of root and sticky: what is in it belongs to root here. But the last folder
             * is read whole, and the sticky bit of a file says nothing. */
            bool sticky = (mode & 01000) && d < FILE_AT - 1 && geteuid() == 0;
            bool open = (mode & 022) && !sticky;
            assert_int_equal(chmod(in_home(depth[d]), mode), 0);
            wants(open ? ERR_DATA : 0, open ? "can be written by others" : "", depth[d],
                  mode);
            if (open)
                wants(ERR_DATA, in_home(depth[d]), depth[d], mode);
        }
        assert_int_equal(chmod(in_home(depth[d]), base), 0);
    }
}

static void test_owners(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        print_message("owners: skipped, only root can give files away\n");
        skip();
    }
    for (size_t d = 0; d < DEPTHS; d++) {
        static const mode_t modes[] = {0755, 01755, 01777, 0700};
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
            assert_int_equal(chown(in_home(depth[d]), STRANGER, 0), 0);
            assert_int_equal(chmod(in_home(depth[d]), modes[i]), 0);
            wants(ERR_DATA, "belongs to another user (uid 54321)", depth[d], modes[i]);
            wants(ERR_DATA, in_home(depth[d]), depth[d], modes[i]);
        }
        assert_int_equal(chown(in_home(depth[d]), 0, 0), 0);
        assert_int_equal(chmod(in_home(depth[d]), 0755), 0);
        /* A group says nothing by itself. */
        assert_int_equal(chown(in_home(depth[d]), 0, STRANGER), 0);
        wants(0, "", depth[d], 0755);
    }
    /* A sticky folder of root is as good as what is next in it. */
    assert_int_equal(chmod(in_home("a"), 01777), 0);
    wants(0, "", "a", 01777);
    assert_int_equal(chown(in_home("a/b"), STRANGER, 0), 0);
    wants(ERR_DATA, "a belongs to another user (uid 54321)", "a", 01777);
}

/* The caller's own files and those of root, whoever calls; nobody else's. */
static void test_caller(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        print_message("caller: skipped, only root can become another\n");
        skip();
    }
    assert_int_equal(chmod(home, 0755), 0);
    assert_int_equal(seteuid(STRANGER), 0);
    struct err of_root, of_caller, of_other;
    int root = read_it(&of_root);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(chown(in_home("a/b/c"), STRANGER, 0), 0);
    assert_int_equal(chown(in_home("a/b/c/f"), STRANGER, 0), 0);
    assert_int_equal(seteuid(STRANGER), 0);
    int caller = read_it(&of_caller);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(chown(in_home("a/b/c/f"), STRANGER + 1, 0), 0);
    assert_int_equal(seteuid(STRANGER), 0);
    int other = read_it(&of_other);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(root, 0);
    assert_int_equal(caller, 0);
    assert_int_equal(other, -ERR_DATA);
}

/* --- kinds --- */

static void make_socket(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_true(strlen(path) < sizeof at.sun_path);
    memcpy(at.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    close(fd);
}

static void test_kinds(void **state)
{
    (void)state;
    const char *f = in_home("a/b/c/f");
    char path[256];
    snprintf(path, sizeof path, "%s", f);
    unlink(path);
    wants(ERR_NOINPUT, "No such file", "nothing", 0);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    wants(ERR_DATA, "it is a link", "link", 0);
    unlink(path);
    assert_int_equal(symlink("f", path), 0);
    wants(ERR_DATA, "it is a link", "link to itself", 0);
    unlink(path);
    assert_int_equal(mkdir(path, 0755), 0);
    wants(ERR_DATA, "it is no regular file", "folder", 0);
    rmdir(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    wants(ERR_DATA, "it is no regular file", "pipe", 0);
    unlink(path);
    make_socket(path);
    wants(ERR_DATA, "it is no regular file", "socket", 0);
    unlink(path);
    if (!mknod(path, S_IFCHR | 0600, makedev(1, 5))) { /* /dev/zero: endless */
        wants(ERR_DATA, "it is no regular file", "device", 0);
        unlink(path);
    } else {
        print_message("device: skipped, it cannot be made here\n");
    }
    write_file("a/b/c/f", "");
    assert_int_equal(truncate(path, MOST + 1), 0);
    wants(ERR_DATA, "longer than 4096 bytes", "long", 0);
    assert_int_equal(truncate(path, (off_t)1 << 40), 0); /* with a hole */
    wants(ERR_DATA, "longer than 4096 bytes", "huge", 0);
}

static int open_folder(const char *name, struct err *e)
{
    *e = (struct err){0};
    int fd = vet_open_folder(name, e);
    if (fd >= 0)
        close(fd);
    return fd < 0 ? fd : 0;
}

/* The walk takes no link at any depth, though realpath would follow it. */
static void test_links(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(symlink(in_home("a"), in_home("link")), 0);
    assert_int_equal(open_folder(in_home("a/b"), &e), 0);
    assert_int_equal(open_folder(in_home("link"), &e), -ERR_NOINPUT);
    assert_int_equal(open_folder(in_home("link/b"), &e), -ERR_NOINPUT);
    assert_int_equal(open_folder(in_home("a/b/c/f"), &e), -ERR_NOINPUT);
    assert_int_equal(open_folder(in_home("a/none"), &e), -ERR_NOINPUT);
    assert_non_null(strstr(e.text, "a/none: no such folder"));
    assert_int_equal(open_folder("/", &e), 0);
    int a = vet_open_folder(in_home("a"), &e), home_fd = open(home, O_RDONLY | O_CLOEXEC);
    assert_true(a >= 0 && home_fd >= 0);
    assert_int_equal(vet_open_below(a, "none", "none", &e), -ERR_NOINPUT);
    assert_int_equal(vet_open_below(home_fd, "link", "link", &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "it is a link or no folder"));
    int b = vet_open_below(a, "b", in_home("a/b"), &e);
    assert_true(b >= 0);
    assert_int_equal(chmod(in_home("a/b"), 0777), 0);
    assert_int_equal(vet_open_below(a, "b", in_home("a/b"), &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "can be written by others"));
    close(a);
    close(b);
    close(home_fd);
}

static void test_list(void **state)
{
    (void)state;
    struct strs names;
    struct err e;
    write_file("a/b/c/.hidden", "");
    write_file("a/b/c/e", "");
    write_file("a/b/c/g", "");
    int fd = vet_open_folder(in_home("a/b/c"), &e);
    for (int again = 0; again < 2; again++) { /* the descriptor's position stays */
        assert_int_equal(vet_list(fd, &names, &e), 0);
        assert_int_equal(names.n, 3);
        assert_string_equal(names.at[0], "e");
        assert_string_equal(names.at[2], "g");
        strs_free(&names);
    }
    close(fd);
    assert_int_equal(vet_list(-1, &names, &e), -ERR_IO);
    unlink(in_home("a/b/c/.hidden"));
    unlink(in_home("a/b/c/e"));
    unlink(in_home("a/b/c/g"));
}

int main(void)
{
    umask(022);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_modes, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_owners, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_caller, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_kinds, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_links, make_home, drop_home),
        cmocka_unit_test_setup_teardown(test_list, make_home, drop_home)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
