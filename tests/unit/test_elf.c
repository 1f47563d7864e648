/* The look at a shared object: what it refuses, and that no damaged file leads it out of
 * its bytes (each one lies in a block of exactly its length). */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "eval/elf.h"

#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char symbol[] = "hf_plugin_v1";
static struct buf plugin;

static struct buf read_file(const char *path)
{
    struct err e = {0};
    struct buf b = buf_make(64 << 20);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || io_read(fd, &b, &e))
        fail_msg("%s cannot be read", path);
    close(fd);
    return b;
}

/* Of an exact copy, so that a step over its end is seen. */
static int look(const char *data, size_t len, const char *name, struct err *e)
{
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, data, len);
    *e = (struct err){0};
    int rc = elf_check(copy, len, name, e);
    free(copy);
    return rc;
}

static void refused(const char *data, size_t len, const char *name, const char *part)
{
    struct err e;
    if (look(data, len, name, &e) != -ERR_DATA || !strstr(e.text, part))
        fail_msg("\"%s\", wanted \"%s\"", e.text, part);
}

static void test_good(void **state)
{
    (void)state;
    struct err e;
    if (look(plugin.data, plugin.len, symbol, &e))
        fail_msg("%s", e.text);
    refused(plugin.data, plugin.len, "hf_plugin_v2", "does not export hf_plugin_v2");
    refused(plugin.data, plugin.len, "hf_plugin", "does not export");
}

static void test_others(void **state)
{
    (void)state;
    struct buf program = read_file("/proc/self/exe");
    refused(program.data, program.len, symbol, "a program, not a plugin");
    buf_free(&program);
    refused("", 0, symbol, "not a shared object");
    refused("#!/bin/sh\nexit 0\n", 17, symbol, "not a shared object");
    refused("\177ELF", 4, symbol, "not a shared object");
}

/* What a loader would need lies before the section headers: a file that lost only those
 * may pass, any other is refused. */
static void test_cut(void **state)
{
    (void)state;
    Elf64_Ehdr h;
    struct err e;
    uint64_t need = 0;
    memcpy(&h, plugin.data, sizeof h);
    for (unsigned i = 0; i < h.e_phnum; i++) {
        Elf64_Phdr p;
        memcpy(&p, plugin.data + h.e_phoff + i * sizeof p, sizeof p);
        if (p.p_type == PT_LOAD && p.p_offset + p.p_filesz > need)
            need = p.p_offset + p.p_filesz;
    }
    for (size_t len = 0; len < plugin.len; len += 64) {
        int rc = look(plugin.data, len, symbol, &e);
        if (len < need && rc != -ERR_DATA)
            fail_msg("cut to %zu of %zu: taken", len, plugin.len);
    }
}

static void test_damaged(void **state)
{
    (void)state;
    struct err e;
    static const unsigned char with[] = {0xff, 0x80, 0x01};
    size_t end = plugin.len < 2048 ? plugin.len : 2048;
    int taken = 0;
    for (size_t k = 0; k < sizeof with; k++) {
        for (size_t i = 0; i < end; i++) {
            char old = plugin.data[i];
            plugin.data[i] = (char)(old ^ with[k]);
            taken += look(plugin.data, plugin.len, symbol, &e) == 0;
            plugin.data[i] = old;
        }
    }
    assert_true(taken > 0); /* bytes that nobody looks at */
    plugin.data[EI_CLASS] ^= 3;
    refused(plugin.data, plugin.len, symbol, "another machine");
    plugin.data[EI_CLASS] ^= 3;
}

static size_t dynamic_at(uint64_t tag)
{
    Elf64_Ehdr h;
    Elf64_Phdr p;
    Elf64_Dyn d;
    memcpy(&h, plugin.data, sizeof h);
    for (unsigned i = 0; i < h.e_phnum; i++) {
        memcpy(&p, plugin.data + h.e_phoff + i * sizeof p, sizeof p);
        for (size_t at = p.p_offset; p.p_type == PT_DYNAMIC; at += sizeof d) {
            memcpy(&d, plugin.data + at, sizeof d);
            if ((uint64_t)d.d_tag == tag)
                return at;
            if (d.d_tag == DT_NULL)
                break;
        }
    }
    fail_msg("no dynamic entry %llu", (unsigned long long)tag);
    return 0;
}

static void put(size_t at, uint64_t v) { memcpy(plugin.data + at, &v, sizeof v); }

static void test_entries(void **state)
{
    (void)state;
    size_t at = dynamic_at(DT_RELAENT);
    put(at, DT_RUNPATH);
    refused(plugin.data, plugin.len, symbol, "RUNPATH");
    put(at, DT_RPATH);
    refused(plugin.data, plugin.len, symbol, "RPATH");
    put(at, DT_NEEDED); /* its value, 24, is an offset into some name */
    refused(plugin.data, plugin.len, symbol, "it needs the library");
    put(at, DT_RELAENT);
    at = dynamic_at(DT_STRTAB);
    put(at, 0x7000000);
    refused(plugin.data, plugin.len, symbol, "its tables are damaged");
    put(at, DT_STRTAB);
}

static void test_stack(void **state)
{
    (void)state;
    Elf64_Ehdr h;
    memcpy(&h, plugin.data, sizeof h);
    for (unsigned i = 0; i < h.e_phnum; i++) {
        Elf64_Phdr p;
        char *at = plugin.data + h.e_phoff + i * sizeof p;
        memcpy(&p, at, sizeof p);
        if (p.p_type != PT_GNU_STACK)
            continue;
        p.p_flags |= PF_X;
        memcpy(at, &p, sizeof p);
        refused(plugin.data, plugin.len, symbol, "executable stack");
        return;
    }
    fail_msg("the plugin says nothing of its stack");
}

int main(void)
{
    char path[4096];
    const char *build = getenv("top_builddir");
    snprintf(path, sizeof path, "%s/tests/zoo/plugins/.libs/honest.so",
             build ? build : ".");
    if (access(path, R_OK)) {
        fprintf(stderr, "%s is not there: run make check\n", path);
        return 77;
    }
    plugin = read_file(path);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),    cmocka_unit_test(test_others),
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_entries), cmocka_unit_test(test_stack)};
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&plugin);
    return rc;
}
