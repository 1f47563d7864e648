#include "collect/store.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/jsonout.h"
#include "data/plan.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_A_TRANSACTION = 500 };

struct store store_make(struct inventory *inv, const struct plan *plan,
                        struct hash_key seed)
{
    struct store s = {.inv = inv,
                      .plan = plan,
                      .wanted = wanted_make(inv, plan, seed),
                      .body = buf_make(DOC_BYTES)};
    return s;
}

void store_free(struct store *s)
{
    wanted_free(&s->wanted);
    buf_free(&s->body);
}

static int opened(struct store *s, struct err *e)
{
    if (s->open++)
        return 0;
    if (s->fixed)
        snprintf(s->now, sizeof s->now, "%s", s->fixed);
    else
        clock_format(clock_now(), s->now);
    return inventory_begin(s->inv, e);
}

int store_flush(struct store *s, struct err *e)
{
    if (!s->open)
        return 0;
    s->open = 0;
    return inventory_commit(s->inv, e);
}

static int closed(struct store *s, struct err *e)
{
    return s->open >= ROWS_A_TRANSACTION ? store_flush(s, e) : 0;
}

static const struct plan_type *planned(const struct store *s,
                                       const struct catalog_row *row)
{
    for (size_t i = 0; i < s->plan->n; i++)
        if (s->plan->types[i].row == row)
            return &s->plan->types[i];
    return NULL;
}

/* The group that a target lies in is wanted like an id that it refers to. */
static int note_group(struct store *s, const struct catalog_row *row, const char *id,
                      const char *key, struct err *e)
{
    const struct plan_type *type = s->wanted.group ? planned(s, row) : NULL;
    size_t len = 0;
    const char *name = type && type->target ? armid_group(key, &len) : NULL;
    char written[ARMID_MAX];
    if (!name || !len)
        return 0;
    snprintf(written, sizeof written, "%.*s", (int)(len + (size_t)(name - key)), id);
    return wanted_refer(&s->wanted, written, e);
}

struct noting {
    struct store *s;
    struct err *e;
};

static int on_reference(void *ctx, const char *pointer, const char *text)
{
    struct noting *n = ctx;
    (void)pointer;
    return wanted_refer(&n->s->wanted, text, n->e);
}

int store_note(struct store *s, const struct catalog_row *row, const char *id,
               const char *key, const struct doc *d, struct err *e)
{
    struct noting n = {s, e};
    int rc = s->open ? 0 : opened(s, e);
    for (const char *const *ref = row->refs; ref && *ref && !rc; ref++)
        rc = doc_each(d, *ref, on_reference, &n);
    return rc ? rc : note_group(s, row, id, key, e);
}

/* Nothing where it is the time of the inventory itself. */
static const char *fetched(const struct store *s)
{
    const char *whole = s->fixed ? inventory_collected(s->inv) : NULL;
    return text_same(whole, s->now) ? NULL : s->now;
}

/* Whether an id can have come from this request; else it is kept under the request's
 * path: guard proxies and inherited assignments carry ids of elsewhere. */
static bool own_id(const struct task *t, const char *key)
{
    if (t->what == OUTCOME_FOLLOW)
        return !strcmp(key, t->parent->key);
    return armid_covers(t->parent->key, key) && strcmp(key, t->parent->key) != 0;
}

/* What a row of a check file brings must be of its type by its id too: it may not stand
 * in the place of another type's resource. */
static bool own_type(const struct task *t, const char *id)
{
    struct buf type = buf_make(ARMID_MAX);
    bool same = !t->row->own ||
                (armid_type(id, &type) && text_same(buf_str(&type), t->row->type));
    buf_free(&type);
    return same;
}

static bool choose_id(const struct task *t, const struct doc *d, char *id, char *key)
{
    const char *given = doc_text(d, "/id");
    if (given && armid_key(given, key) && own_id(t, key) && own_type(t, given)) {
        snprintf(id, ARMID_MAX, "%s", given);
        return true;
    }
    if (t->what == OUTCOME_GRAPH || t->what == OUTCOME_ROOT)
        return false;
    const char *name = doc_text(d, "/name");
    if (!name && given)
        name = armid_name(given);
    int n = -1;
    if (t->what != OUTCOME_LIST)
        n = snprintf(id, ARMID_MAX, "%s", t->path);
    else if (name && *name && !strchr(name, '/'))
        n = snprintf(id, ARMID_MAX, "%s/%s", t->path, name);
    return n > 0 && n < ARMID_MAX && armid_key(id, key);
}

/* The text of a body without the white space between its parts: most have none. */
static bool copy_body(struct buf *out, const char *text, size_t len)
{
    buf_clear(out);
    for (size_t at = 0, from = 0; at <= len; at++) {
        bool gap = at < len && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' ||
                                text[at] == '\t');
        if (gap || at == len) {
            buf_add(out, text + from, at - from);
            from = at + 1;
        } else if (text[at] == '"') {
            at = text_json_end(text, len, at);
            at -= at == len; /* the loop's own step */
        }
    }
    return !out->full;
}

int store_put(struct store *s, const struct task *t, const struct store_piece *p,
              char *id, char *key, struct err *e)
{
    static const char *const sources[] = {"list", "get", "get", "graph", "list"};
    if (doc_type(p->d, "") != DOC_OBJECT || !choose_id(t, p->d, id, key) ||
        !copy_body(&s->body, p->text, p->len))
        return 0;
    int rc = opened(s, e);
    if (rc)
        return rc;
    struct inventory_resource r = {.id = id,
                                   .type = t->row->type,
                                   .body = buf_str(&s->body),
                                   .body_len = s->body.len,
                                   .source = sources[t->what],
                                   .detail = t->what == OUTCOME_GRAPH ? "row" : "body",
                                   .api_version = *t->version ? t->version : NULL,
                                   .fetched = fetched(s)};
    inventory_watch(s->inv, on_reference, &(struct noting){s, e});
    rc = inventory_put_doc(s->inv, &r, p->d, e);
    inventory_watch(s->inv, NULL, NULL);
    if (rc < 0)
        return rc;
    s->resources += rc == PUT_NEW;
    rc = rc == PUT_KEPT ? store_note(s, t->row, id, key, p->d, e)
                        : note_group(s, t->row, id, key, e);
    if (!rc)
        rc = closed(s, e);
    return rc ? rc : 1;
}

int store_put_tenant(struct store *s, const char *tenant, struct err *e)
{
    struct buf id = buf_make(1024), body = buf_make(4096);
    buf_fmt(&id, "/tenants/%s", tenant);
    buf_char(&body, '{');
    json_member(&body, "id", buf_str(&id));
    json_member(&body, "type", TYPE_TENANT);
    json_member(&body, "name", tenant);
    json_member(&body, "tenantId", tenant);
    buf_char(&body, '}');
    int rc = opened(s, e);
    struct inventory_resource r = {.id = buf_str(&id),
                                   .type = TYPE_TENANT,
                                   .body = buf_str(&body),
                                   .body_len = body.len,
                                   .source = "get",
                                   .detail = "body",
                                   .fetched = fetched(s)};
    if (!rc)
        rc = inventory_put(s->inv, &r, e);
    if (rc > 0) {
        s->resources++;
        rc = inventory_put_complete(s->inv, "/", TYPE_TENANT, -1, e);
    }
    buf_free(&id);
    buf_free(&body);
    return rc;
}

int store_gap(struct store *s, const struct task *t, const char *scope, int status,
              const char *code, const char *message, struct err *e)
{
    bool single = t->what == OUTCOME_FOLLOW && t->row->single_action;
    const char *action = single ? t->row->single_action : t->row->action;
    struct inventory_gap g = {.scope = scope ? scope : t->parent->key,
                              .type = t->row->type,
                              .status = status,
                              .code = code && *code ? code : NULL,
                              .message = message && *message ? message : NULL,
                              .action = action};
    int rc = opened(s, e);
    if (rc >= 0)
        rc = inventory_put_gap(s->inv, &g, e);
    s->gaps++;
    return rc < 0 ? rc : closed(s, e);
}

int store_complete(struct store *s, const struct catalog_row *row, int variant,
                   const char *scope, struct err *e)
{
    int rc = opened(s, e);
    if (!rc)
        rc = inventory_put_complete(s->inv, scope, row->type, variant, e);
    return rc < 0 ? rc : closed(s, e);
}
