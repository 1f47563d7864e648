/* The demo estate, served by the simulator and collected again. */

#include "collect_rig.h"
#include "data/armid.h"
#include "data/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = calloc(1, 8 << 20);
    assert_true(fread(text, 1, (8 << 20) - 1, f) > 0);
    fclose(f);
    return text;
}

static void plan_everything(struct run *r)
{
    for (size_t i = 0; i < catalog_size(NULL); i++) {
        if (catalog_at(NULL, i)->way == CATALOG_NONE)
            continue;
        rig_plan(r, catalog_at(NULL, i)->type, true, true);
        struct plan_type *t = &r->plan.types[r->plan.n - 1];
        if (t->row->extension) {
            strs_add(&t->under, RSV);
            strs_add(&t->under, "Microsoft.DataProtection/backupVaults");
        }
    }
}

static struct inventory *load_reference(const char *data, const char *db)
{
    struct err e;
    struct load_stats stats = {0};
    struct inventory *inv = inventory_create(db, &e);
    FILE *f = fopen(data, "r");
    assert_non_null(inv);
    assert_non_null(f);
    if (load_file(inv, fileno(f), "estate", &stats, NULL, NULL, &e))
        fail_msg("%s", e.text);
    fclose(f);
    free(stats.first_replaced);
    assert_int_equal(inventory_finish(inv, &e), 0);
    inv = inventory_open(db, &e);
    assert_non_null(inv);
    return inv;
}

struct sought {
    const char *scope, *type;
    int status, found;
};

struct pair {
    struct inventory *other;
    size_t n, missing;
};

/* The same, or one that covers it: what lies in a forbidden list may be followed too. */
static int gap_is_there(void *ctx, const struct inventory_gap *g)
{
    struct sought *s = ctx;
    s->found += armid_covers(g->scope, s->scope) && !strcmp(g->type, s->type) &&
                g->status == s->status;
    return 0;
}

static int gap_of_reference(void *ctx, const struct inventory_gap *g)
{
    struct pair *p = ctx;
    struct sought s = {.scope = g->scope, .type = g->type, .status = g->status};
    inventory_each_gap(p->other, gap_is_there, &s);
    p->n++;
    if (s.found)
        return 0;
    print_error("gap not there: %s %s\n", g->type, g->scope);
    p->missing++;
    return 0;
}

static void each_is_in(struct inventory *a, struct inventory *b, const char *what)
{
    struct inventory_resource res, other;
    struct inventory_cursor *c = inventory_walk(a, NULL, NULL, false);
    size_t n = 0, missing = 0;
    while (inventory_next(c, &res, NULL) == 1) {
        n++;
        if (!strcmp(res.type, TYPE_TENANT))
            continue;
        if (inventory_get(b, res.key, &other, NULL) == 1 && !strcmp(res.type, other.type))
            continue;
        print_error("%s: %s %s\n", what, res.type, res.key);
        missing++;
    }
    inventory_end(c);
    assert_true(n > 200);
    assert_int_equal(missing, 0);
}

/* The demo inventory, served and collected, is itself again, gaps and all. */
static void test_contoso(void **state)
{
    const char *top = getenv("srcdir");
    char path[4096], db[128];
    struct run r;
    (void)state;
    snprintf(path, sizeof path, "%s/share/contoso.jsonl", top ? top : ".");
    char *text = read_file(path);
    rig_start(&r, text, (struct sim_options){.page_size = 10});
    free(text);
    plan_everything(&r);
    if (rig_collect(&r))
        fail_msg("%s", r.err.text);
    snprintf(db, sizeof db, "%s/reference.db", r.dir);
    struct inventory *reference = load_reference(r.data, db);
    each_is_in(reference, r.inv, "was not collected");
    each_is_in(r.inv, reference, "was collected from nowhere");
    struct pair p = {.other = r.inv};
    inventory_each_gap(reference, gap_of_reference, &p);
    assert_true(p.n > 5);
    assert_int_equal(p.missing, 0);
    p = (struct pair){.other = reference};
    inventory_each_gap(r.inv, gap_of_reference, &p);
    assert_int_equal(p.missing, 0);
    inventory_close(reference);
    unlink(db);
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contoso),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
