/* Landlock, ABI by ABI, as a child meets it; and the word for what was entered. */
#include "base/err.h"
#include "cage/landlock.h"
#include "cage/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"

/* --- parts --- */

static void test_parts(void **state)
{
    (void)state;
    static const struct {
        unsigned in, abi;
        const char *text;
    } rows[] = {{PARTS_ALL, 7, "landlock+seccomp"},
                {PART_LIMITS | PART_SECCOMP, 0, "rlimits+seccomp"},
                {PART_LIMITS | PART_LANDLOCK, 2, "landlock (weak: without seccomp)"},
                {PART_LIMITS, 0, "rlimits (weak: without seccomp)"},
                {0, 0, "none (sanitizer or coverage build)"}};
    struct parts all = {PARTS_ALL, PARTS_ABI_MAX}, back;
    unsigned char bytes[PARTS_BYTES];
    struct err e = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct parts one = {rows[i].in, rows[i].abi};
        parts_encode(&one, bytes);
        assert_int_equal(parts_decode(bytes, sizeof bytes, &back, &e), 0);
        assert_int_equal(back.in, rows[i].in);
        assert_int_equal(back.abi, rows[i].abi);
        assert_string_equal(parts_text(&back), rows[i].text);
    }
    parts_weaken(&all, &(struct parts){PARTS_ALL, 7});
    assert_string_equal(parts_text(&all), "landlock+seccomp");
    parts_weaken(&all, &(struct parts){PART_LIMITS | PART_SECCOMP, 0});
    parts_weaken(&all, &(struct parts){PARTS_ALL, 7});
    assert_string_equal(parts_text(&all), "rlimits+seccomp");
    assert_int_equal(all.abi, 0);
    assert_int_equal(parts_decode("\x07\x07x", 3, &back, &e), -ERR_DATA);
    assert_int_equal(parts_decode("\x08\x00", 2, &back, &e), -ERR_DATA);
    assert_int_equal(parts_decode("\x07\x00", 2, &back, &e), -ERR_DATA);
    assert_int_equal(parts_decode("\x05\x07", 2, &back, &e), -ERR_DATA);
    assert_int_equal(parts_decode("", 0, &back, &e), -ERR_DATA);
}

/* --- Landlock --- */

static void test_rights(void **state)
{
    (void)state;
    static const struct {
        int abi;
        uint64_t files, network, scopes;
        size_t size;
    } rows[] = {{1, 0x1fff, 0, 0, 8},  {2, 0x3fff, 0, 0, 8},  {3, 0x7fff, 0, 0, 8},
                {4, 0x7fff, 3, 0, 16}, {5, 0xffff, 3, 0, 16}, {6, 0xffff, 3, 3, 24},
                {7, 0xffff, 3, 3, 24}, {9, 0xffff, 3, 3, 24}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size = 0;
        struct landlock_rights r = landlock_rights(rows[i].abi, &size);
        assert_int_equal(r.files, rows[i].files);
        assert_int_equal(r.network, rows[i].network);
        assert_int_equal(r.scopes, rows[i].scopes);
        assert_int_equal(size, rows[i].size);
    }
}

static void play_landlock(int fd, long abi)
{
    struct err e = {0};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(1)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int s = socket(AF_INET, SOCK_STREAM, 0), memfd = memfd_create("code", 0);
    char name[40];
    snprintf(name, sizeof name, "/proc/self/fd/%d", memfd);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (landlock_enter((int)abi, &e)) {
        dprintf(fd, "%s\n", e.text);
        _exit(1);
    }
    dprintf(fd, "read %d", open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
    dprintf(fd, " write %d", open("/dev/null", O_WRONLY) < 0 ? errno : 0);
    dprintf(fd, " list %d", open("/", O_RDONLY | O_DIRECTORY) < 0 ? errno : 0);
    dprintf(fd, " memfd %d", open(name, O_RDONLY) < 0 ? errno : 0);
    dprintf(fd, " connect %d",
            connect(s, (struct sockaddr *)&to, sizeof to) < 0 ? errno : 0);
    dprintf(fd, " signal %d\n", kill(getppid(), 0) < 0 ? errno : 0);
}

static void test_landlock(void **state)
{
    (void)state;
    char said[1024], wanted[128];
    struct err e = {0};
    int kernel = landlock_abi(&e);
    if (kernel < 1) {
        print_message("[  SKIPPED ] this kernel has no Landlock\n");
        skip();
    }
    for (int abi = 1; abi <= kernel && abi <= LANDLOCK_ABI_KNOWN; abi++) {
        assert_int_equal(child_run(play_landlock, abi, said, sizeof said), 0);
        snprintf(wanted, sizeof wanted,
                 "read %d write %d list %d memfd 0 connect %d signal %d\n", EACCES,
                 EACCES, EACCES, abi >= 4 ? EACCES : ECONNREFUSED, abi >= 6 ? EPERM : 0);
        assert_string_equal(said, wanted);
    }
    assert_int_equal(child_run(play_landlock, 99, said, sizeof said),
                     0); /* newer: as 7 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parts),
                                       cmocka_unit_test(test_rights),
                                       cmocka_unit_test(test_landlock)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
