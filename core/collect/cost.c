#include "collect/cost.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/jsonout.h"

#include <string.h>

static struct doc *meta(struct inventory *inv, const char *name)
{
    const char *text = inventory_meta(inv, name);
    return text ? doc_parse(text, strlen(text), NULL) : NULL;
}

static uint64_t count_at(const struct doc *d, const char *pointer)
{
    int64_t n = 0;
    return doc_integer(d, pointer, &n) && n > 0 ? (uint64_t)n : 0;
}

struct cost cost_make(struct inventory *inv, const struct catalog *catalog)
{
    struct cost c = {.asked = account_make(catalog)};
    struct doc *types = meta(inv, "requests"), *all = meta(inv, "cost");
    account_take(&c.asked, types);
    c.before = account_made(&c.asked);
    c.runs = count_at(all, "/runs");
    c.sent.requests = count_at(all, "/requests");
    c.sent.throttled = count_at(all, "/throttled");
    if (!c.runs && c.before) { /* of a version that counted by type only */
        c.runs = 1;
        c.sent.requests = c.before;
    }
    c.runs++;
    doc_free(types);
    doc_free(all);
    return c;
}

void cost_free(struct cost *c) { account_free(&c->asked); }

void cost_count(struct cost *c, struct task *t)
{
    size_t slot = (size_t)catalog_index(t->row);
    c->asked.made[slot]++;
    c->asked.first[slot] += !t->counted;
    t->counted = true;
}

struct fetch_totals cost_total(const struct cost *c, struct fetch_totals now)
{
    now.requests += c->sent.requests;
    now.throttled += c->sent.throttled;
    return now;
}

int cost_put(const struct cost *c, struct fetch_totals now, struct inventory *inv,
             struct err *e)
{
    struct fetch_totals all = cost_total(c, now);
    struct buf text = buf_make(1 << 16);
    account_encode(&c->asked, &text);
    int rc = inventory_set_meta(inv, "requests", buf_str(&text), e);
    buf_clear(&text);
    buf_char(&text, '{');
    json_member_int(&text, "runs", (int64_t)c->runs);
    json_member_int(&text, "requests", (int64_t)all.requests);
    json_member_int(&text, "throttled", (int64_t)all.throttled);
    buf_char(&text, '}');
    if (!rc)
        rc = inventory_set_meta(inv, "cost", buf_str(&text), e);
    buf_free(&text);
    return rc;
}

void cost_say(const struct cost *c, struct fetch_totals now, uint64_t planned,
              const struct log *log)
{
    const struct account *a = &c->asked;
    uint64_t made = account_made(a) - c->before;
    log_say(log, LOG_INFO, "%llu request%s made (%llu planned), %llu more for repeats",
            (unsigned long long)made, text_plural(made), (unsigned long long)planned,
            (unsigned long long)(now.requests > made ? now.requests - made : 0));
    if (c->runs > 1)
        log_say(log, LOG_INFO, "%llu requests in all %llu runs of this collection",
                (unsigned long long)cost_total(c, now).requests,
                (unsigned long long)c->runs);
    for (size_t i = 0; i < catalog_size(a->catalog); i++)
        if (a->made[i])
            log_say(log, LOG_INFO, "%llu request%s (%llu planned): %s",
                    (unsigned long long)a->made[i], text_plural(a->made[i]),
                    (unsigned long long)a->first[i], catalog_at(a->catalog, i)->type);
}
