#include "data/merge.h"

#include "base/err.h"
#include "data/catalog.h"
#include "data/inventory_int.h"
#include "data/merge_int.h"

#include <string.h>

enum { BATCH = 2000 };

/* Who holds which subscription: of as many as there are, so not in memory. */
static const char *const statements[M_KINDS] = {
    [M_HOLD] = "INSERT OR IGNORE INTO temp.holder VALUES(?,?)",
    [M_HOLDERS] = "SELECT max(input=?2), 1 FROM temp.holder WHERE key=?1",
    [M_SUBSCRIPTIONS] = "SELECT count(DISTINCT key) FROM temp.holder",
    [M_COMPLETE_IN_ALL] = "SELECT count(*) FROM progress WHERE type=? AND variant=-1 AND "
                          "scope IN (SELECT key FROM temp.holder)",
};

static int prepare(struct merge *m)
{
    int rc = inventory_exec(m->out,
                            "CREATE TEMP TABLE holder(key TEXT, input INTEGER, PRIMARY "
                            "KEY(key, input)) WITHOUT ROWID",
                            m->e);
    for (int i = 0; i < M_KINDS && !rc; i++)
        if (sqlite3_prepare_v2(m->out->db, statements[i], -1, &m->s[i], NULL) !=
            SQLITE_OK)
            rc = inventory_fail(m->out, "preparing", m->e);
    return rc;
}

int merge_each_input(struct merge *m, int (*each)(struct merge *m))
{
    int rc = 0;
    for (m->at = 0; m->at < m->n && !rc; m->at++) {
        const struct merge_input *in = &m->in[m->at];
        *m->subscription = '\0';
        m->from = inventory_open(in->path, m->e);
        rc = m->from ? each(m) : -m->e->code;
        inventory_close(m->from);
        m->from = NULL;
        if (rc && !strstr(m->e->text, in->name))
            err_at(m->e, in->name);
    }
    return rc;
}

/* --- who holds what --- */

static int hold(struct merge *m, const char *key)
{
    inventory_bind_text(m->s[M_HOLD], 1, key);
    sqlite3_bind_int64(m->s[M_HOLD], 2, (int64_t)m->at);
    return inventory_step(m->out, m->s[M_HOLD], "noting a subscription", m->e);
}

static int learn(struct merge *m)
{
    struct inventory_resource r;
    int rc = merge_learn(m), got = 0;
    if (rc)
        return rc;
    struct inventory_cursor *c = inventory_below(m->from, "/", TYPE_SUBSCRIPTION, false);
    while (!rc && (got = inventory_next(c, &r, m->e)) == 1)
        rc = hold(m, r.key);
    inventory_end(c);
    return rc ? rc : got;
}

bool merge_is_own(struct merge *m, const char *key)
{
    size_t len = 0;
    const char *sub = armid_subscription(key, &len);
    size_t n = sub && len ? (size_t)(sub - key) + len : 0;
    if (!n)
        return true;
    if (strncmp(m->subscription, key, n) || m->subscription[n]) {
        sqlite3_stmt *s = m->s[M_HOLDERS];
        memcpy(m->subscription, key, n);
        m->subscription[n] = '\0';
        inventory_bind_text(s, 1, m->subscription);
        sqlite3_bind_int64(s, 2, (int64_t)m->at);
        m->held =
            sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL;
        m->held_here = m->held && sqlite3_column_int(s, 0);
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    return !m->held || m->held_here;
}

/* --- resources --- */

static int put(struct merge *m, const struct inventory_resource *r)
{
    int rc = inventory_put(m->out, r, m->e);
    if (rc < 0)
        return rc;
    if (++m->pending < BATCH)
        return 0;
    m->pending = 0;
    rc = inventory_commit(m->out, m->e);
    return rc ? rc : inventory_begin(m->out, m->e);
}

/* The time of what has none of its own. */
static int set_time(struct merge *m)
{
    const char *time = inventory_meta(m->from, "collected");
    return time ? inventory_set_time(m->out, time, m->e) : 0;
}

static int put_own(struct merge *m)
{
    struct inventory_resource r;
    int rc = set_time(m), got = 0;
    struct inventory_cursor *c = inventory_walk(m->from, NULL, NULL, true);
    while (!rc && (got = inventory_next(c, &r, m->e)) == 1)
        if (merge_is_own(m, r.key))
            rc = put(m, &r);
    inventory_end(c);
    return rc ? rc : got;
}

/* What another one holds counts only where that one has it not: nothing in its own
 * subscription led there. */
static int put_other(struct merge *m)
{
    struct inventory_resource r, have;
    int rc = set_time(m), got = 0;
    struct inventory_cursor *c = inventory_walk(m->from, NULL, NULL, false);
    while (!rc && (got = inventory_next(c, &r, m->e)) == 1) {
        if (merge_is_own(m, r.key))
            continue;
        rc = inventory_get(m->out, r.key, &have, m->e);
        if (rc == 1 && have.n <= m->own) {
            rc = 0;
            continue;
        }
        if (rc >= 0)
            rc = inventory_get_n(m->from, r.n, &r, m->e);
        rc = rc == 1 ? put(m, &r) : rc;
    }
    inventory_end(c);
    return rc ? rc : got;
}

/* --- the whole --- */

int merge_files(const struct merge_input *in, size_t n, struct inventory *out,
                struct buf *missing, struct err *e)
{
    struct merge m = {.in = in, .n = n, .out = out, .e = e};
    int rc = prepare(&m);
    if (!rc)
        rc = inventory_begin(out, e);
    if (!rc)
        rc = merge_each_input(&m, learn);
    if (!rc)
        rc = merge_tell(&m, missing);
    if (!rc)
        rc = merge_each_input(&m, put_own);
    m.own = out->top;
    if (!rc)
        rc = merge_each_input(&m, put_other);
    if (!rc)
        rc = merge_progress(&m);
    if (!rc)
        rc = inventory_commit(out, e);
    for (int i = 0; i < M_KINDS; i++)
        sqlite3_finalize(m.s[i]);
    merge_forget(&m);
    return rc;
}
