/* holdfast collect: the inventory alone. */
#include "base/err.h"
#include "cmd/cmd.h"
#include "cmd/source.h"
#include "data/inventory.h"
#include "data/plan.h"

static int count_gap(void *ctx, const struct inventory_gap *g)
{
    (void)g;
    ++*(size_t *)ctx;
    return 0;
}

/* Gaps are bit 2, as in a scan. */
static int gaps_of(const char *path, struct err *e)
{
    size_t n = 0;
    struct inventory *inv = inventory_open(path, e);
    if (!inv)
        return -e->code;
    int rc = inventory_each_gap(inv, count_gap, &n);
    inventory_close(inv);
    return rc ? rc : n ? ERR_INCOMPLETE : 0;
}

int cmd_collect(struct cmd *c, struct err *e)
{
    struct known k;
    struct plan plan = {0};
    struct source s = {0};
    if (c->opt.words.n || !c->opt.output)
        return err_set(e, ERR_USAGE, "collect wants -o FILE and no other argument");
    int rc = known_make(&k, c, e);
    if (rc)
        return rc;
    rc = plan_make(k.selected, k.n, k.checks.catalog, &plan, e);
    if (!rc)
        rc = plan_allow(c, &plan, e);
    if (!rc)
        rc = source_azure(&s, c, &plan, c->opt.output, e);
    if (!rc)
        rc = gaps_of(c->opt.output, e);
    if (rc >= 0 && *c->stop)
        rc = 128 + *c->stop;
    source_free(&s);
    plan_free(&plan);
    known_free(&k);
    return rc;
}
