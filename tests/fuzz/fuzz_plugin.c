/* A plugin's descriptor: its numbers are any bytes, its texts lie in the input. */
#include "fuzz.h"

#include "base/err.h"
#include "eval/checks.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS = 64, TEXTS = 64, CHECKS = 3, LIST = 4 };

struct input {
    const uint8_t *at, *end;
    char *texts;
    size_t size;
};

static uint32_t number(struct input *in)
{
    uint32_t v = 0;
    for (int i = 0; i < 4 && in->at < in->end; i++)
        v = v << 8 | *in->at++;
    return v;
}

static unsigned byte(struct input *in) { return in->at < in->end ? *in->at++ : 0; }

/* NULL, or a text that ends in the input or behind it. */
static const char *text(struct input *in)
{
    unsigned n = byte(in);
    return n ? in->texts + (n * 7) % (in->size + 1) : NULL;
}

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)h;
    (void)c;
    (void)r;
    return HF_PASS;
}

struct lists {
    const char *targets[LIST + 1];
    hf_need needs[LIST + 1];
    hf_setting settings[LIST + 1];
    hf_only only[LIST + 1];
};

static void fill(struct input *in, hf_check *c, struct lists *l)
{
    for (int i = 0; i < LIST; i++) {
        l->targets[i] = text(in);
        l->needs[i] = (hf_need){text(in), (hf_where)number(in), (int)byte(in)};
        l->settings[i] = (hf_setting){text(in), text(in), text(in)};
        l->only[i] = (hf_only){.type = text(in),
                               .kinds = byte(in) & 1 ? l->targets : NULL,
                               .unless = text(in),
                               .is = byte(in) & 1 ? l->targets : NULL,
                               .below = text(in)};
    }
    *c = (hf_check){.id = text(in),
                    .protection = text(in),
                    .title = text(in),
                    .severity = (hf_severity)number(in),
                    .targets = byte(in) & 1 ? l->targets : NULL,
                    .needs = byte(in) & 1 ? l->needs : NULL,
                    .settings = byte(in) & 1 ? l->settings : NULL,
                    .run = byte(in) & 1 ? run : NULL,
                    .why = text(in),
                    .remedy = text(in),
                    .fixed_severity = (int)byte(in),
                    .only = byte(in) & 1 ? l->only : NULL};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct checks all = {0};
    struct lists lists[CHECKS] = {0};
    hf_check checks[CHECKS] = {0};
    struct input in = {data, data + size, fuzz_text(data, size), 0};
    in.size = strlen(in.texts);
    hf_type types[CHECKS] = {0};
    hf_plugin p = {.magic = HF_MAGIC,
                   .abi = HF_ABI,
                   .size = (uint32_t)sizeof(hf_plugin),
                   .check_size = (uint32_t)sizeof(hf_check),
                   .need_size = (uint32_t)sizeof(hf_need),
                   .setting_size = (uint32_t)sizeof(hf_setting),
                   .name = text(&in),
                   .version = text(&in),
                   .checks = checks,
                   .n_checks = byte(&in) % (CHECKS + 1),
                   .types = types,
                   .n_types = byte(&in) % (CHECKS + 1),
                   .type_size = (uint32_t)sizeof(hf_type)};
    unsigned odd = byte(&in);
    p.magic = odd & 1 ? number(&in) : p.magic;
    p.abi = odd & 2 ? number(&in) : p.abi;
    p.size = odd & 4 ? number(&in) : p.size;
    p.check_size = odd & 8 ? number(&in) : p.check_size;
    p.need_size = odd & 16 ? number(&in) : p.need_size;
    p.setting_size = odd & 32 ? number(&in) : p.setting_size;
    p.type_size = odd & 64 ? number(&in) : p.type_size;
    for (int i = 0; i < CHECKS; i++) {
        fill(&in, &checks[i], &lists[i]);
        types[i] = (hf_type){.type = text(&in),
                             .parent = text(&in),
                             .path = text(&in),
                             .table = text(&in),
                             .api_version = text(&in),
                             .action = text(&in),
                             .refs = byte(&in) & 1 ? lists[i].targets : NULL,
                             .singleton = (int)byte(&in),
                             .extension = (int)byte(&in)};
    }
    int rc = checks_add_plugin(&all, &p, 0, &e);
    fuzz_must(rc ? *e.text != '\0' : all.n > 0);
    for (size_t i = 0; i < all.n; i++) {
        fuzz_must(!checkinfo_valid(&all.at[i].info, &e));
        checkinfo_free(&all.at[i].info);
    }
    free(all.at);
    typerows_free(&all.types);
    free(in.texts);
    return 0;
}
