#include "scan/survey.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/finding.h"
#include "data/inventory.h"

#include <stdlib.h>
#include <string.h>

struct vault {
    char *key;
    unsigned judged; /* bits of survival_bit that came to a verdict on the vault itself */
    bool lost;
    bool unsure; /* a check that tells could not judge the vault, or what lies in it */
};

struct survey {
    struct result *r;
    struct vault *at; /* in order of key */
    size_t n;
    int64_t row; /* whose key this is; -1: none */
    char key[ARMID_MAX];
};

/* Findings come in order of key, so that nearly all are found or put at the end. */
static struct vault *vault_of(struct survey *s, const char *key, size_t len)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strncmp(s->at[mid].key, key, len);
        if (!order && !s->at[mid].key[len])
            return &s->at[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (!(s->n & (s->n - 1))) /* room doubles at powers of two */
        s->at = mem_grow(s->at, s->n ? 2 * s->n : 1, sizeof *s->at);
    memmove(s->at + low + 1, s->at + low, (s->n - low) * sizeof *s->at);
    s->n++;
    s->at[low] = (struct vault){.key = mem_textn(key, len)};
    return &s->at[low];
}

static int read_key(struct survey *s, int64_t row, struct err *e)
{
    struct inventory_resource res;
    if (s->row == row)
        return 0;
    int rc = inventory_get_n(s->r->inv, row, &res, e);
    if (rc != 1)
        return rc < 0 ? rc : err_set(e, ERR_DATA, "the inventory has lost a resource");
    s->row = row;
    memcpy(s->key, res.key, strlen(res.key) + 1);
    return 0;
}

/* The finding's own severity where a configuration says less: it changes how findings are
 * listed, not what an intruder can do. */
static bool grave(const struct finding *f)
{
    return f->severity >= SEVERITY_HIGH || f->original >= SEVERITY_HIGH;
}

static void mark(const struct finding *f, struct vault *v)
{
    v->unsure = v->unsure || f->verdict == VERDICT_UNKNOWN || f->verdict == VERDICT_ERROR;
    v->lost = v->lost || (f->verdict == VERDICT_FAIL && grave(f));
}

/* What a Resource Guard lets through, it lets through for each vault that refers to it.
 */
static int mark_guarded(struct survey *s, const struct finding *f, struct err *e)
{
    static const char *const proxies[] = {
        "Microsoft.RecoveryServices/vaults/backupResourceGuardProxies",
        "Microsoft.DataProtection/backupVaults/backupResourceGuardProxies"};
    int rc = 0;
    for (size_t i = 0; i < 2 && rc >= 0; i++) {
        struct inventory_cursor *c =
            inventory_referrers(s->r->inv, s->key, proxies[i], false);
        struct inventory_resource proxy;
        while ((rc = inventory_next(c, &proxy, e)) == 1) {
            size_t len = armid_vault(proxy.key);
            if (len)
                mark(f, vault_of(s, proxy.key, len));
        }
        inventory_end(c);
    }
    return rc;
}

int survey_weigh(struct survey *s, const struct finding *f, struct err *e)
{
    if (!survival_feeds(f->check))
        return 0;
    int rc = read_key(s, f->row, e);
    size_t len = rc ? 0 : armid_vault(s->key);
    if (!rc && !len && strstr(s->key, "/resourceguards/"))
        rc = mark_guarded(s, f, e);
    if (!len)
        return rc;
    struct vault *v = vault_of(s, s->key, len);
    mark(f, v);
    if (!s->key[len] && f->verdict != VERDICT_UNKNOWN && f->verdict != VERDICT_ERROR)
        v->judged |= survival_bit(f->check->id);
    return 0;
}

/* A list of vaults that failed hides vaults; a vault that could not be read is one. */
static void weigh_gap(struct survey *s, const struct gap_line *g)
{
    static const char *const hiding[] = {TYPE_SUBSCRIPTION,
                                         "Microsoft.RecoveryServices/vaults",
                                         "Microsoft.DataProtection/backupVaults"};
    bool hides = !g->type || !*g->type;
    for (size_t i = 0; i < sizeof hiding / sizeof *hiding && !hides; i++)
        hides = text_same(g->type, hiding[i]);
    if (!hides)
        return;
    char key[ARMID_MAX];
    size_t len = armid_key(g->scope, key) ? armid_vault(key) : 0;
    if (len)
        vault_of(s, key, len)->unsure = true;
    else
        s->r->summary.survival.unlisted = true;
}

static unsigned lacking(const struct result *r)
{
    unsigned ran = 0;
    for (size_t i = 0; i < r->n_checks; i++)
        ran |= survival_bit(r->checks[i]->id);
    return SURVIVAL_ALL & ~ran;
}

struct survey *survey_make(struct result *r)
{
    struct survey *s = mem_new(sizeof *s);
    s->r = r;
    s->row = -1;
    r->summary.survival =
        (struct survival){.told = true, .checks = r->n_checks, .lacking = lacking(r)};
    return s;
}

void survey_end(struct survey *s)
{
    struct survival *out = &s->r->summary.survival;
    /* Of a guard that is not in the inventory nothing is asked: one that this identity
     * may not read is well kept. */
    unsigned elsewhere = survival_bit("mua-guard-exclusions") & ~out->lacking;
    for (size_t i = 0; i < s->r->n_gaps; i++)
        weigh_gap(s, &s->r->gaps[i]);
    for (size_t i = 0; i < s->n; i++) {
        const struct vault *v = &s->at[i];
        out->lost += v->lost;
        out->unknown +=
            !v->lost && (v->unsure || (v->judged | elsewhere) != SURVIVAL_ALL);
        free(v->key);
    }
    out->vaults = s->n;
    free(s->at);
    free(s);
}
