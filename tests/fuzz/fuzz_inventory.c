/* A hostile inventory file (SQLite): opened, it is walked, dumped and asked. */
#include "fuzz.h"

#include "base/err.h"
#include "data/dump.h"
#include "data/inventory.h"
#include "data/needs.h"

#include <fcntl.h>
#include <unistd.h>

static int each_gap(void *ctx, const struct inventory_gap *g)
{
    (void)g;
    return ++*(int *)ctx > 1000;
}

static void walk(struct inventory *inv)
{
    struct err e = {0};
    struct inventory_resource r;
    int n = 0;
    struct inventory_cursor *c = inventory_walk(inv, NULL, NULL, true);
    while (inventory_next(c, &r, &e) == 1 && n++ < 1000)
        fuzz_must(r.id && r.key && r.type && r.source && r.detail);
    inventory_end(c);
    n = 0;
    (void)inventory_each_gap(inv, each_gap, &n);
    c = inventory_referrers(inv, "/subscriptions/1", "Microsoft.RecoveryServices/vaults",
                            true);
    (void)inventory_next(c, &r, &e);
    inventory_end(c);
    (void)inventory_time(inv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct err e = {0};
    int fd = open(fuzz_path("inventory", path), O_RDWR | O_CREAT | O_TRUNC, 0600);
    fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
    struct inventory *inv = inventory_open(path, &e);
    fuzz_must(inv || *e.text);
    if (inv) {
        struct needs *needs = needs_make(inv, false, &e);
        needs_free(needs);
        walk(inv);
        int out = open("/dev/null", O_WRONLY);
        (void)dump_file(inv, out, &e);
        close(out);
    }
    inventory_close(inv);
    unlink(path);
    return 0;
}
