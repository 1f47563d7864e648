#include "report_estate.h"

#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/inventory.h"
#include "report/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

static void put(struct inventory *inv, const char *id, const char *members)
{
    char body[1024];
    struct err e;
    snprintf(body, sizeof body, "{\"id\":\"%s\"%s}", id, members);
    struct inventory_resource r = {.id = id, .body = body, .body_len = strlen(body)};
    assert_true(inventory_put(inv, &r, &e) > 0);
}

static int64_t row_of(struct inventory *inv, const char *id)
{
    char key[ARMID_MAX];
    struct inventory_resource r;
    struct err e;
    assert_true(armid_key(id, key));
    assert_int_equal(inventory_get(inv, key, &r, &e), 1);
    return r.n;
}

static void make_inventory(struct estate *t)
{
    struct err e;
    struct inventory *inv = inventory_create(t->path, &e);
    assert_non_null(inv);
    assert_int_equal(inventory_set_meta(inv, "collected", "2026-11-24T06:00:00Z", &e), 0);
    put(inv, ESTATE_VAULT, ",\"location\":\"westeurope\"");
    put(inv, ESTATE_ITEM, "");
    put(inv, ESTATE_OTHER, "");
    assert_int_equal(inventory_finish(inv, &e), 0);
    t->result.inv = inventory_open(t->path, &e);
    assert_non_null(t->result.inv);
    t->vault = row_of(t->result.inv, ESTATE_VAULT);
    t->item = row_of(t->result.inv, ESTATE_ITEM);
    t->other = row_of(t->result.inv, ESTATE_OTHER);
}

static int read_all(void *self, int (*each)(void *ctx, const struct finding *f),
                    void *ctx, struct err *e)
{
    struct estate *t = self;
    (void)e;
    for (size_t i = 0; i < t->n; i++) {
        int rc = each(ctx, &t->at[i]);
        if (rc)
            return rc;
    }
    return 0;
}

static void print(const char *check, const char *key, char out[72])
{
    snprintf(out, 72, "sha256:%064zx", strlen(check) + strlen(key));
}

static void make_check(struct check_info *c, const char *id)
{
    *c = (struct check_info){.id = mem_text(id),
                             .protection = mem_text("immutability"),
                             .title = mem_text("The thing is on"),
                             .why = mem_text("why"),
                             .remedy = mem_text("az thing -n {name} -g {resourceGroup}"),
                             .severity = SEVERITY_MEDIUM};
    strs_add(&c->controls, "MCSB:BR-2");
    strs_add(&c->refs, "https://example.com/a");
}

int estate_make(void **state)
{
    static const char *const ids[] = {"a-check", "b-check", "c-check"};
    struct estate *t = mem_new(sizeof *t);
    snprintf(t->folder, sizeof t->folder, "/tmp/hf-report-XXXXXX");
    assert_non_null(mkdtemp(t->folder));
    snprintf(t->path, sizeof t->path, "%s/inventory", t->folder);
    snprintf(t->out, sizeof t->out, "%s/report", t->folder);
    for (size_t i = 0; i < 3; i++) {
        make_check(&t->check[i], ids[i]);
        t->checks[i] = &t->check[i];
    }
    static char source[] = "file", cloud[] = "public", tenant[] = "", cage[] = "none";
    t->result = (struct result){.version = "1.2.3",
                                .checks = t->checks,
                                .n_checks = 3,
                                .findings = {.read = read_all, .self = t},
                                .started = "2026-11-24T06:00:00Z",
                                .finished = "2026-11-24T06:00:00Z",
                                .inventory_time = "2026-11-24T06:00:00Z",
                                .source = source,
                                .cloud = cloud,
                                .tenant = tenant,
                                .cage = cage,
                                .fingerprint = print};
    t->result.summary.survival =
        (struct survival){.told = true, .checks = 3, .vaults = 2, .lost = 1};
    make_inventory(t);
    *state = t;
    return 0;
}

int estate_drop(void **state)
{
    struct estate *t = *state;
    inventory_close(t->result.inv);
    for (size_t i = 0; i < 3; i++)
        checkinfo_free(&t->check[i]);
    unlink(t->out);
    unlink(t->path);
    assert_int_equal(rmdir(t->folder), 0);
    free(t);
    return 0;
}

void estate_find(struct estate *t, size_t check, int64_t row, enum verdict v,
                 enum severity s, const struct frame_detail *detail)
{
    assert_true(t->n < ESTATE_FINDINGS);
    t->at[t->n++] = (struct finding){.check = t->checks[check],
                                     .row = row,
                                     .verdict = v,
                                     .severity = s,
                                     .detail = detail};
    struct summary *sum = &t->result.summary;
    sum->findings++;
    sum->status[v]++;
    if (s != SEVERITY_NONE)
        sum->severity[s]++;
    if (s > sum->worst)
        sum->worst = s;
}

void estate_error(struct estate *t, size_t check, int64_t row, enum failure f)
{
    estate_find(t, check, row, VERDICT_ERROR, SEVERITY_NONE, NULL);
    t->at[t->n - 1].failure = f;
    t->result.summary.failure[f]++;
}

struct buf estate_report(struct estate *t, const char *format)
{
    const struct report_format *f = report_find(format);
    struct report_out o;
    struct err e = {0};
    struct buf text = buf_make(16 << 20);
    assert_non_null(f);
    if (!t->result.listed)
        t->result.listed = f->listed;
    assert_int_equal(out_open(&o, t->out, 1, &e), 0);
    assert_int_equal(f->write(&o, &t->result, &e), 0);
    assert_int_equal(out_commit(&o, &e), 0);
    int fd = open(t->out, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(io_read(fd, &text, &e), 0);
    close(fd);
    return text;
}

struct frame_text estate_text(const char *text)
{
    return (struct frame_text){text, strlen(text)};
}
