/* Whether the inputs of a merge belong together, and what they are as a whole. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/inventory.h"
#include "data/merge_int.h"
#include "data/shard.h"

#include <stdlib.h>
#include <string.h>

/* All that say it must say the same. */
static int agree(struct merge *m, const char *name, char **all)
{
    const char *value = inventory_meta(m->from, name);
    if (!value)
        return 0;
    if (!*all)
        *all = mem_text(value);
    return text_same(*all, value)
               ? 0
               : err_set(m->e, ERR_DATA, "its %s is %s, that of the inputs before it %s",
                         name, value, *all);
}

static int learn_time(struct merge *m)
{
    int64_t ours, least;
    const char *time = inventory_meta(m->from, "collected");
    if (!time || !clock_parse(time, &ours))
        return err_set(m->e, ERR_DATA, "it does not say when it was collected");
    if (m->collected && clock_parse(m->collected, &least) && least <= ours)
        return 0;
    free(m->collected);
    m->collected = mem_text(time);
    return 0;
}

/* "I/N", or several that an earlier merge has joined. */
static int learn_shares(struct merge *m, const char *shares)
{
    char *copy = mem_text(shares), *rest = copy;
    int rc = 0;
    for (char *word; !rc && (word = strsep(&rest, " "));) {
        struct shard s = {0, 0};
        struct err why;
        if (shard_read(word, NULL, &s, &why) || (m->shares && s.n != m->shares))
            rc = err_set(m->e, ERR_DATA,
                         "it is share %s, which does not go with the inputs before it",
                         word);
        if (rc)
            break;
        m->shares = s.n;
        if (!m->share)
            m->share = mem_new((SHARD_MAX + 1) * sizeof *m->share);
        m->share[s.i] = true;
    }
    free(copy);
    return rc;
}

int merge_learn(struct merge *m)
{
    const char *shares = inventory_meta(m->from, "shard");
    const char *scope = inventory_meta(m->from, "scope");
    if (m->at && !shares != !m->shares)
        return err_set(m->e, ERR_DATA,
                       "it is %s share of a collection, unlike the inputs before it",
                       shares ? "a" : "no");
    strs_add_new(&m->scopes, scope ? scope : "/");
    if (shares && m->scopes.n > 1)
        return err_set(m->e, ERR_DATA, "it was collected for other subscriptions");
    int rc = agree(m, "cloud", &m->cloud);
    if (!rc)
        rc = agree(m, "tenant", &m->tenant);
    if (!rc && shares)
        rc = learn_shares(m, shares);
    if (!m->tool)
        m->tool = mem_text(inventory_meta(m->from, "tool"));
    return rc ? rc : learn_time(m);
}

/* Sorted, as the order of the inputs says nothing; all that is readable takes in the
 * rest. */
static void tell_scope(struct merge *m, struct buf *out)
{
    strs_sort(&m->scopes);
    bool all = strs_has(&m->scopes, "/");
    for (size_t i = 0; i < m->scopes.n && !all; i++)
        buf_fmt(out, "%s%s", i ? " " : "", m->scopes.at[i]);
    if (all)
        buf_char(out, '/');
}

static void list_shares(const struct merge *m, bool given, struct buf *out)
{
    char text[SHARD_TEXT];
    for (unsigned i = 1; i <= m->shares; i++) {
        if (m->share[i] != given)
            continue;
        shard_text((struct shard){i, m->shares}, text);
        buf_fmt(out, "%s%s", out->len ? " " : "", text);
    }
}

int merge_tell(struct merge *m, struct buf *missing)
{
    struct buf scope = buf_make(16 << 20), shares = buf_make(16 << 10);
    tell_scope(m, &scope);
    list_shares(m, false, missing);
    if (missing->len)
        list_shares(m, true, &shares);
    const char *meta[][2] = {{"cloud", m->cloud},
                             {"tenant", m->tenant},
                             {"tool", m->tool},
                             {"scope", buf_str(&scope)},
                             {"shard", shares.len ? buf_str(&shares) : NULL}};
    int rc = inventory_set_time(m->out, m->collected, m->e);
    for (size_t i = 0; !rc && i < sizeof meta / sizeof *meta; i++)
        if (meta[i][1])
            rc = inventory_set_meta(m->out, meta[i][0], meta[i][1], m->e);
    buf_free(&scope);
    buf_free(&shares);
    return rc;
}

void merge_forget(struct merge *m)
{
    free(m->collected);
    free(m->cloud);
    free(m->tenant);
    free(m->tool);
    free(m->share);
    strs_free(&m->scopes);
}
