/* Inventory lines and answers of Azure as files: what loads is dumped, and the dump loads
 * as the same. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "data/dump.h"
#include "data/inventory.h"
#include "data/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The dump of what loads; empty when it was refused. */
static struct buf load(const void *data, size_t size)
{
    char path[64];
    struct err e = {0};
    struct load_stats stats = {0};
    struct buf out = buf_make(64 << 20);
    struct inventory *inv = inventory_create(fuzz_path("load", path), &e);
    fuzz_must(inv);
    int in = fuzz_fd(data, size), dump = fuzz_fd("", 0);
    int rc = load_file(inv, in, "input", &stats, NULL, NULL, &e);
    free(stats.first_replaced);
    fuzz_must(!rc || *e.text);
    if (rc) {
        inventory_close(inv);
    } else {
        fuzz_must(!inventory_finish(inv, &e));
        inv = inventory_open(path, &e);
        fuzz_must(inv && !dump_file(inv, dump, &e));
        fuzz_must(!lseek(dump, 0, SEEK_SET) && !io_read(dump, &out, &e));
        inventory_close(inv);
    }
    close(in);
    close(dump);
    unlink(path);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf once = load(data, size);
    if (once.len) {
        struct buf twice = load(once.data, once.len);
        fuzz_must(twice.len == once.len && !memcmp(once.data, twice.data, once.len));
        buf_free(&twice);
    }
    buf_free(&once);
    return 0;
}
