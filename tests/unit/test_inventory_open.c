/* Inventories as files: names, modes, links, what a killed writer left, and what may be
 * changed before all is checked. */
#include "base/err.h"
#include "data/inventory.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#define VAULT                                                                            \
    "/subscriptions/s/resourcegroups/g/providers/microsoft.recoveryservices/vaults/v"
enum { NOBODY = 65534 };

static char folder[64];

/* A folder of its own, and the tests in it: names may be relative. */
static int enter(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/test-inventory-open.XXXXXX");
    return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    chmod(folder, 0700);
    DIR *d = opendir(folder);
    struct dirent *entry;
    while (d && (entry = readdir(d)))
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            unlinkat(dirfd(d), entry->d_name, 0);
    closedir(d);
    return rmdir(folder) || chdir("/") ? -1 : 0;
}

static void put(struct inventory *inv, const char *id, const char *body)
{
    struct err e;
    struct inventory_resource r = {.id = id, .body = body, .body_len = strlen(body)};
    if (inventory_put(inv, &r, &e) < 0)
        fail_msg("%s", e.text);
}

static void make(const char *path)
{
    struct err e;
    struct inventory *inv = inventory_create(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    put(inv, VAULT, "{\"n\":1}");
    if (inventory_finish(inv, &e))
        fail_msg("%s", e.text);
}

static void run(const char *path, const char *sql)
{
    sqlite3 *db;
    char name[128];
    snprintf(name, sizeof name, "./%s", path);
    assert_int_equal(sqlite3_open(name, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* --- what a killed writer left --- */

/* A finished file whose last change stands only in its log. */
static void kill_writer(const char *path, const char *sql)
{
    pid_t child = fork();
    if (!child) {
        sqlite3 *db;
        int bad = sqlite3_open(path, &db) ||
                  sqlite3_exec(db,
                               "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; "
                               "PRAGMA synchronous=off",
                               NULL, NULL, NULL) ||
                  sqlite3_exec(db, sql, NULL, NULL, NULL);
        _exit(bad ? 1 : 0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* What a worker sees, which has the descriptor alone. */
static void worker_sees(const char *path, const char *body)
{
    pid_t child = fork();
    if (!child) {
        struct err e;
        struct inventory_resource r;
        struct inventory *inv = inventory_open_fd(open(path, O_RDONLY), &e);
        if (!inv || inventory_get(inv, VAULT, &r, &e) != 1)
            _exit(2);
        _exit(strcmp(r.body, body) != 0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status)
        fail_msg("a worker does not see %s: %d", body, status);
}

static void test_a_log_is_taken_in(void **state)
{
    (void)state;
    struct err e;
    struct stat st;
    make("killed.inv");
    kill_writer("killed.inv", "UPDATE resource SET body='{\"n\":2}'");
    assert_int_equal(stat("killed.inv-wal", &st), 0);
    assert_true(st.st_size > 0);
    struct inventory *inv = inventory_open("killed.inv", &e);
    if (!inv)
        fail_msg("%s", e.text);
    assert_int_not_equal(stat("killed.inv-wal", &st), 0);
    worker_sees("killed.inv", "{\"n\":2}");
    inventory_close(inv);
    worker_sees("killed.inv", "{\"n\":2}");
}

static void test_a_log_that_is_in_use(void **state)
{
    (void)state;
    struct err e;
    sqlite3 *db;
    make("used.inv");
    kill_writer("used.inv", "UPDATE resource SET body='{\"n\":2}'");
    assert_int_equal(sqlite3_open("used.inv", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT * FROM meta", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_null(inventory_open("used.inv", &e));
    assert_int_equal(e.code, ERR_AGAIN);
    assert_non_null(strstr(e.text, "used.inv: another program"));
    sqlite3_close(db);
    struct inventory *inv = inventory_open("used.inv", &e);
    assert_non_null(inv);
    inventory_close(inv);
}

/* Runs as somebody who may write nothing here; 0 when it opens, else the code. */
static int opens_without_rights(const char *path, const char *part)
{
    pid_t child = fork();
    if (!child) {
        struct err e = {0};
        if (!getuid() && (setgid(NOBODY) || setuid(NOBODY)))
            _exit(99);
        struct inventory *inv = inventory_open(path, &e);
        struct inventory_resource r;
        if (inv && inventory_get(inv, VAULT, &r, &e) == 1)
            _exit(0);
        _exit(strstr(e.text, part) ? e.code : 98);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void test_where_nothing_may_be_written(void **state)
{
    (void)state;
    make("plain.inv");
    make("mode.inv");
    run("mode.inv", "PRAGMA journal_mode=wal"); /* and no log left */
    make("log.inv");
    kill_writer("log.inv", "UPDATE resource SET body='{\"n\":2}'");
    make("odd?%41#.inv");
    run("odd?%41#.inv", "PRAGMA journal_mode=wal");
    const char *const all[] = {"plain.inv", "mode.inv", "log.inv", "odd?%41#.inv"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        chmod(all[i], 0444);
    chmod("log.inv-wal", 0444);
    chmod("log.inv-shm", 0444);
    chmod(folder, 0555);
    assert_int_equal(opens_without_rights("plain.inv", ""), 0);
    assert_int_equal(opens_without_rights("mode.inv", ""), 0);
    assert_int_equal(opens_without_rights("odd?%41#.inv", ""), 0);
    assert_int_equal(opens_without_rights("log.inv", "left a log"), ERR_DATA);
    chmod("log.inv", 0666); /* the file alone does not do */
    assert_int_equal(opens_without_rights("log.inv", "left a log"), ERR_DATA);
    chmod(folder, 0700);
}

/* --- going on --- */

static void test_resume_checks_first(void **state)
{
    (void)state;
    struct err e;
    make("key.inv");
    run("key.inv", "UPDATE meta SET value='damaged' WHERE name='hash_key'");
    assert_null(inventory_resume("key.inv", &e));
    assert_non_null(strstr(e.text, "hash key"));
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open("key.inv", &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT count(*) FROM sqlite_schema WHERE name "
                                        "IN ('resource_key','resource_type',"
                                        "'reference_to')",
                                        -1, &s, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(s, 0), 3);
    sqlite3_finalize(s);
    sqlite3_close(db);
    assert_null(inventory_resume("no such file", &e));
    assert_int_equal(e.code, ERR_NOINPUT);
}

static void test_resume_knows_its_time(void **state)
{
    (void)state;
    struct err e;
    struct inventory *inv = inventory_create("time.inv", &e);
    assert_non_null(inv);
    inventory_set_meta(inv, "collected", "2026-01-02T00:00:00Z", &e);
    put(inv, VAULT, "{\"n\":1}");
    inventory_close(inv);
    inv = inventory_resume("time.inv", &e);
    assert_non_null(inv);
    struct inventory_resource old = {.id = VAULT,
                                     .body = "{\"n\":2}",
                                     .body_len = 7,
                                     .fetched = "2026-01-01T00:00:00Z"};
    assert_int_equal(inventory_put(inv, &old, &e), PUT_KEPT);
    old.fetched = "2026-01-02T01:00:00+02:00"; /* an hour before, written otherwise */
    assert_int_equal(inventory_put(inv, &old, &e), PUT_KEPT);
    assert_int_equal(inventory_finish(inv, &e), 0);
}

/* --- names --- */

static void test_names_are_plain(void **state)
{
    (void)state;
    static const char *const names[] = {
        "file:x?mode=memory", "file:a%41b.inv", ":memory:",
        "?immutable=1",       "a#b%3f",         "-x",
    };
    struct err e;
    struct stat st;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        make(names[i]);
        if (lstat(names[i], &st) || !S_ISREG(st.st_mode) || st.st_size < 16384)
            fail_msg("%s is not there", names[i]);
        struct inventory *inv = inventory_open(names[i], &e);
        if (!inv)
            fail_msg("%s", e.text);
        inventory_close(inv);
        inv = inventory_resume(names[i], &e);
        if (!inv || inventory_finish(inv, &e))
            fail_msg("%s", e.text);
    }
}

static void test_nobody_else_reads_it(void **state)
{
    (void)state;
    struct err e;
    struct stat st;
    mode_t before = umask(0);
    struct inventory *inv = inventory_create("mode-600.inv", &e);
    assert_non_null(inv);
    put(inv, VAULT, "{}");
    static const char *const files[] = {"mode-600.inv", "mode-600.inv-wal",
                                        "mode-600.inv-shm"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(lstat(files[i], &st), 0);
        assert_int_equal(st.st_mode & 07777, 0600);
    }
    assert_int_equal(inventory_finish(inv, &e), 0);
    umask(before);
}

static void test_no_link_is_followed_to_write(void **state)
{
    (void)state;
    struct err e;
    struct stat st;
    assert_int_equal(symlink("target", "link.inv"), 0);
    assert_null(inventory_create("link.inv", &e));
    assert_int_equal(e.code, ERR_CREATE);
    assert_int_not_equal(lstat("target", &st), 0);
    make("real.inv");
    assert_int_equal(symlink("real.inv", "link2.inv"), 0);
    assert_null(inventory_create("link2.inv", &e));
    assert_null(inventory_resume("link2.inv", &e));
    assert_int_equal(e.code, ERR_DATA);
    struct inventory *inv = inventory_open("link2.inv", &e); /* to read it is fine */
    assert_non_null(inv);
    inventory_close(inv);
    assert_int_equal(symlink("elsewhere", "side.inv-wal"), 0);
    inv = inventory_create("side.inv", &e);
    inventory_close(inv);
    assert_int_not_equal(lstat("elsewhere", &st), 0);
    assert_int_equal(mkfifo("pipe.inv", 0600), 0);
    assert_null(inventory_open("pipe.inv", &e));
    assert_null(inventory_create("pipe.inv", &e));
    assert_null(inventory_open(".", &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_null(inventory_create("real.inv", &e));
    assert_non_null(strstr(e.text, "not empty"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_log_is_taken_in),
        cmocka_unit_test(test_a_log_that_is_in_use),
        cmocka_unit_test(test_where_nothing_may_be_written),
        cmocka_unit_test(test_resume_checks_first),
        cmocka_unit_test(test_resume_knows_its_time),
        cmocka_unit_test(test_names_are_plain),
        cmocka_unit_test(test_nobody_else_reads_it),
        cmocka_unit_test(test_no_link_is_followed_to_write),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
