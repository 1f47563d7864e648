/* A script through the whole box: loaded, and each of its checks run on a vault of a real
 * inventory, with a small budget. */
#include "fuzz.h"

#include "base/err.h"
#include "data/checkinfo.h"
#include "data/inventory.h"
#include "data/job.h"
#include "data/load.h"
#include "data/needs.h"
#include "eval/run.h"
#include "eval/script.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char estate[] =
    "{\"id\":\"/subscriptions/1/resourceGroups/g/providers/Microsoft.RecoveryServices/"
    "vaults/v\",\"type\":\"Microsoft.RecoveryServices/"
    "vaults\",\"name\":\"v\",\"location\":"
    "\"westeurope\",\"tags\":{\"owner\":\"x\"},\"properties\":{\"state\":\"Locked\","
    "\"n\":3,"
    "\"on\":true,\"list\":[1,\"a\",{}]}}\n";

/* Made anew for each input: nothing stays from one to the next. */
static struct inventory *make(void)
{
    char path[64];
    struct err e = {0};
    struct load_stats stats = {0};
    struct inventory *inv = inventory_create(fuzz_path("lua", path), &e);
    int in = fuzz_fd(estate, sizeof estate - 1);
    fuzz_must(inv && !load_file(inv, in, "estate", &stats, NULL, NULL, &e));
    free(stats.first_replaced);
    close(in);
    fuzz_must(!inventory_finish(inv, &e));
    inv = inventory_open(path, &e);
    fuzz_must(inv);
    unlink(path);
    return inv;
}

static void run_checks(struct script *s)
{
    struct err e = {0};
    struct job job = {.now = 1};
    struct inventory *inv = make();
    struct needs *needs = needs_make(inv, false, &e);
    hf_ctx *ctx = run_make(inv, needs, &job, 0);
    struct inventory_cursor *c = inventory_walk(inv, NULL, NULL, false);
    struct inventory_resource r;
    fuzz_must(inventory_next(c, &r, &e) == 1);
    fuzz_must(run_target(ctx, &r, true, &e) == 1);
    for (size_t i = 0; i < script_checks(s) && i < 4; i++) {
        run_begin(ctx, script_check(s, i));
        struct err why = {0};
        hf_status got = script_run(s, i, run_host(), ctx, ctx->target, &why);
        fuzz_must(got ? got <= HF_UNKNOWN : *why.text != '\0');
        run_end(ctx);
    }
    inventory_end(c);
    run_free(ctx);
    needs_free(needs);
    inventory_close(inv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct script_lib lib = {"one", "return { two = 2 }", 18};
    struct script_limits limits = {.memory = 2 << 20, .instructions = 20000};
    struct err e = {0};
    struct script *s =
        script_load("fuzz.lua", (const char *)data, size, &limits, &lib, 1, &e);
    fuzz_must(s || *e.text);
    if (s) {
        for (size_t i = 0; i < script_checks(s); i++)
            fuzz_must(!checkinfo_valid(script_check(s, i), &e));
        run_checks(s);
    }
    script_free(s);
    return 0;
}
