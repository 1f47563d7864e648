/* Where a report goes: whole or not at all, and never over something that is no file. */
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "report/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char folder[64], file[96];
};

static int make_place(void **state)
{
    struct place *p = mem_new(sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/hf-out-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->file, sizeof p->file, "%s/report", p->folder);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    struct place *p = *state;
    DIR *d = opendir(p->folder);
    for (struct dirent *entry; d && (entry = readdir(d));)
        unlinkat(dirfd(d), entry->d_name, 0);
    closedir(d);
    rmdir(p->folder);
    free(p);
    return 0;
}

/* How many names lie in the folder: nothing temporary may stay. */
static int names_in(const struct place *p)
{
    int n = 0;
    DIR *d = opendir(p->folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d));)
        n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(d);
    return n;
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void assert_file(const char *path, const char *text)
{
    char found[256];
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    ssize_t n = read(fd, found, sizeof found - 1);
    close(fd);
    assert_true(n >= 0);
    found[n] = '\0';
    assert_string_equal(found, text);
}

static void test_replaces_whole(void **state)
{
    struct place *p = *state;
    struct report_out o;
    struct err e = {0};
    struct stat st;
    write_file(p->file, "old");
    assert_int_equal(out_open(&o, p->file, 1, &e), 0);
    assert_false(o.color); /* a file is no terminal, whatever was asked */
    out_lit(&o, "new ");
    out_fmt(&o, "%d ", 7);
    out_text(&o, "a\033b\n", 4);
    assert_int_equal(out_flush(&o, true, &e), 0);
    assert_file(p->file, "old"); /* until it is whole */
    assert_int_equal(out_commit(&o, &e), 0);
    assert_file(p->file, "new 7 a\\u{1b}b\\u{a}");
    assert_int_equal(stat(p->file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(names_in(p), 1);
}

static void test_abort_leaves_the_old(void **state)
{
    struct place *p = *state;
    struct report_out o;
    struct err e = {0};
    write_file(p->file, "old");
    assert_int_equal(out_open(&o, p->file, -1, &e), 0);
    out_lit(&o, "half");
    out_abort(&o);
    assert_file(p->file, "old");
    assert_int_equal(names_in(p), 1);
}

static void assert_refused(const char *path)
{
    struct report_out o;
    struct err e = {0};
    assert_int_equal(out_open(&o, path, -1, &e), -ERR_CREATE);
    assert_non_null(strstr(e.text, path));
}

static void test_refuses_links(void **state)
{
    struct place *p = *state;
    char target[128];
    snprintf(target, sizeof target, "%s/target", p->folder);
    write_file(target, "precious");
    assert_int_equal(symlink(target, p->file), 0);
    assert_refused(p->file);
    assert_file(target, "precious");
    unlink(target); /* dangling */
    assert_refused(p->file);
    assert_int_equal(access(target, F_OK), -1);
}

static void test_refuses_what_is_no_file(void **state)
{
    struct place *p = *state;
    assert_int_equal(mkfifo(p->file, 0600), 0);
    assert_refused(p->file); /* and does not wait for a reader */
    assert_refused(p->folder);
    assert_refused("/dev/null");
    assert_refused("/nowhere-at-all/report");
    assert_int_equal(names_in(p), 1);
}

/* Runs with standard output on `fd`; puts the old one back. */
static int commit_to(int fd, struct err *e)
{
    struct report_out o;
    int saved = dup(STDOUT_FILENO);
    assert_true(saved >= 0);
    fflush(stdout);
    assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
    int rc = out_open(&o, NULL, 0, e);
    if (!rc) {
        out_lit(&o, "some words");
        rc = out_commit(&o, e);
    }
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    return rc;
}

static void test_full_disk_is_said(void **state)
{
    (void)state;
    struct err e = {0};
    int fd = open("/dev/full", O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(commit_to(fd, &e), -ERR_IO);
    assert_non_null(strstr(e.text, "standard output"));
    close(fd);
}

static void test_reader_that_left_is_no_failure(void **state)
{
    (void)state;
    struct err e = {0};
    int fd[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(fd), 0);
    close(fd[0]);
    assert_int_equal(commit_to(fd[1], &e), 0);
    close(fd[1]);
}

/* Texts made elsewhere come in order, and in large writes: into a pipe that holds one
 * page nothing goes before there is a lot of it. */
static void test_texts_in_order(void **state)
{
    static const size_t sizes[] = {1, 5, 65535, 3, 70000, 0, 2, 65537, 200000, 9};
    struct place *p = *state;
    struct buf wanted = buf_make(1 << 20), got = buf_make(1 << 20);
    struct report_out o;
    struct err e = {0};
    struct stat st;
    assert_int_equal(out_open(&o, p->file, 0, &e), 0);
    out_lit(&o, "head ");
    buf_text(&wanted, "head ");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buf text = buf_make(1 << 20);
        for (size_t k = 0; k <= sizes[i]; k++)
            buf_char(&text, (char)('a' + (i + k) % 26));
        assert_int_equal(out_write(&o, &text, 1, &e), 0);
        buf_add(&wanted, buf_str(&text) + 1, sizes[i]);
        buf_free(&text);
        assert_int_equal(fstat(o.fd, &st), 0);
        assert_true(i > 1 || !st.st_size);
    }
    assert_int_equal(out_commit(&o, &e), 0);
    int fd = open(p->file, O_RDONLY);
    assert_int_equal(io_read(fd, &got, &e), 0);
    close(fd);
    assert_int_equal(got.len, wanted.len);
    assert_memory_equal(got.data, wanted.data, got.len);
    buf_free(&got);
    buf_free(&wanted);
    assert_int_equal(out_open(&o, p->file, 0, &e), 0);
    struct buf small = buf_make(2);
    buf_text(&small, "abc");
    assert_int_equal(out_write(&o, &small, 0, &e), -ERR_INTERNAL);
    out_abort(&o);
    buf_free(&small);
}

static void test_too_long_is_said(void **state)
{
    struct place *p = *state;
    struct report_out o;
    struct err e = {0};
    assert_int_equal(out_open(&o, p->file, 0, &e), 0);
    o.buf.max = 8;
    out_lit(&o, "more than eight bytes");
    assert_true(out_commit(&o, &e) < 0);
    assert_int_equal(names_in(p), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replaces_whole, make_place, drop_place),
        cmocka_unit_test_setup_teardown(test_abort_leaves_the_old, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(test_refuses_links, make_place, drop_place),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_file, make_place,
                                        drop_place),
        cmocka_unit_test(test_full_disk_is_said),
        cmocka_unit_test(test_reader_that_left_is_no_failure),
        cmocka_unit_test_setup_teardown(test_texts_in_order, make_place, drop_place),
        cmocka_unit_test_setup_teardown(test_too_long_is_said, make_place, drop_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
