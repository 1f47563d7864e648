/* Navigation, and how far the reading went. A failure of the inventory breaks the run:
 * nothing may be concluded from what a damaged file did not answer. */
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/job.h"
#include "data/needs.h"
#include "eval/run.h"

#include <stdlib.h>
#include <string.h>

/* The resource of a key as a handle; NULL when it is not there. */
static const hf_resource *at_key(hf_ctx *c, const char *key)
{
    hf_resource *r = NULL;
    struct err e;
    if (c->target && !strcmp(c->target->key, key))
        return c->target;
    int rc = shelf_key(c->shelf, key, &r, &e);
    if (rc < 0)
        run_broken(c, "%s", e.text);
    return rc == 1 ? run_met(c, r) : NULL;
}

const hf_resource *host_parent(hf_ctx *c, const hf_resource *r, const char *type)
{
    if (!r || (type && !run_declared(c, type, HF_ABOVE)))
        return NULL;
    char key[ARMID_MAX];
    size_t len = strlen(r->key);
    if (len >= sizeof key)
        return NULL;
    memcpy(key, r->key, len + 1);
    while ((len = armid_parent(key)) > 0) {
        key[len] = '\0';
        const hf_resource *up = at_key(c, key);
        if (up && (!type || text_same(up->type, type)))
            return up;
    }
    return NULL;
}

static const char *spelled(const hf_ctx *c, const char *type)
{
    const struct catalog_row *row = catalog_find(inventory_catalog(c->inv), type);
    return row ? row->type : type;
}

const hf_resource *host_child(hf_ctx *c, const hf_resource *r, const char *type)
{
    if (!r || !run_declared(c, type, HF_BELOW))
        return NULL;
    struct inventory_resource head;
    struct err e;
    hf_resource *child = NULL;
    struct inventory_cursor *cur =
        inventory_below(c->inv, r->key, spelled(c, type), false);
    int rc = inventory_next(cur, &head, &e);
    if (rc == 1)
        rc = shelf_row(c->shelf, &head, &child, &e);
    if (rc < 0)
        run_broken(c, "%s", e.text);
    inventory_end(cur);
    return child ? run_met(c, child) : NULL;
}

static hf_set *set_of(hf_ctx *c, struct inventory_cursor *cursor)
{
    hf_set *s = mem_new(sizeof *s);
    s->cursor = cursor;
    s->next = c->sets;
    s->count = SIZE_MAX; /* not counted yet */
    c->sets = s;
    return s;
}

hf_set *host_children(hf_ctx *c, const hf_resource *r, const char *type)
{
    if (!r || !run_declared(c, type, HF_BELOW))
        return NULL;
    hf_set *s = set_of(c, inventory_below(c->inv, r->key, spelled(c, type), false));
    s->scope = mem_text(r->key);
    s->type = mem_text(spelled(c, type));
    return s;
}

hf_set *host_all(hf_ctx *c, const char *type)
{
    if (!run_declared(c, type, HF_SCOPE))
        return NULL;
    hf_set *s = set_of(c, inventory_below(c->inv, "/", spelled(c, type), false));
    s->scope = mem_text("/");
    s->type = mem_text(spelled(c, type));
    return s;
}

static int is_key(void *ctx, const char *pointer, const char *text)
{
    char key[ARMID_MAX];
    (void)pointer;
    return armid_key(text, key) && !strcmp(key, ctx);
}

/* The inventory knows who refers to whom as it was read; a body that is another now is
 * asked itself. */
static bool still_refers(hf_ctx *c, const struct inventory_resource *r, char *key)
{
    if (!c->mutation || c->mutation->row != r->n)
        return true;
    const struct catalog_row *row = catalog_find(inventory_catalog(c->inv), r->type);
    struct doc *d = doc_parse(c->mutation->body, strlen(c->mutation->body), NULL);
    bool found = false;
    for (size_t i = 0; d && row && row->refs && row->refs[i] && !found; i++)
        found = doc_each(d, row->refs[i], is_key, key) != 0;
    doc_free(d);
    return found;
}

/* The number of referrers takes a walk of its own, without bodies. */
static size_t count_referrers(hf_ctx *c, char *key, const char *type)
{
    struct inventory_resource r;
    struct err e;
    size_t n = 0;
    int rc;
    struct inventory_cursor *cur = inventory_referrers(c->inv, key, type, false);
    while ((rc = inventory_next(cur, &r, &e)) == 1)
        n += still_refers(c, &r, key);
    if (rc < 0)
        run_broken(c, "%s", e.text);
    inventory_end(cur);
    return n;
}

hf_set *host_referrers(hf_ctx *c, const hf_resource *r, const char *type)
{
    if (!r || !run_declared(c, type, HF_SCOPE))
        return NULL;
    hf_set *s = set_of(c, inventory_candidates(c->inv, r->key, spelled(c, type)));
    s->scope = mem_text(r->key);
    s->type = mem_text(spelled(c, type));
    s->referrers = true;
    return s;
}

/* The next of a set, held: 1, 0 or negative. */
static int step(hf_ctx *c, hf_set *s, hf_resource **out, struct err *e)
{
    struct inventory_resource head;
    int rc;
    while ((rc = inventory_next(s->cursor, &head, e)) == 1) {
        rc = shelf_row(c->shelf, &head, out, e);
        if (rc < 0 || !s->referrers)
            break;
        rc = still_refers(c, &head, s->scope) ? shelf_names(c->shelf, *out, s->scope, e)
                                              : 0;
        if (rc == 1)
            break;
        shelf_let_go(c->shelf, *out);
        if (rc < 0)
            break;
    }
    return rc;
}

const hf_resource *host_next(hf_ctx *c, hf_set *s)
{
    if (!s || !s->cursor)
        return NULL;
    if (s->current) /* the handle stays good; its body is read again if asked */
        shelf_let_go(c->shelf, s->current);
    s->current = NULL;
    hf_resource *r = NULL;
    struct err e;
    int rc = step(c, s, &r, &e);
    if (rc < 0)
        run_broken(c, "%s", e.text);
    if (rc == 1)
        return s->current = r;
    inventory_end(s->cursor);
    s->cursor = NULL;
    return NULL;
}

static size_t count_below(hf_ctx *c, const char *scope, const char *type)
{
    int64_t n = inventory_count(c->inv, scope, type);
    if (n < 0)
        run_broken(c, "the inventory cannot be read");
    return n < 0 ? 0 : (size_t)n;
}

/* Counting costs a walk of its own, and few ask. */
size_t host_count(hf_ctx *c, const hf_set *given)
{
    hf_set *s = c->sets;
    while (s && s != given)
        s = s->next;
    if (!s)
        return 0;
    if (s->count == SIZE_MAX)
        s->count = s->referrers ? count_referrers(c, s->scope, s->type)
                                : count_below(c, s->scope, s->type);
    return s->count;
}

const hf_resource *host_find(hf_ctx *c, const char *id)
{
    char key[ARMID_MAX];
    if (!id || !armid_key(id, key))
        return NULL;
    const hf_resource *r = at_key(c, key);
    return r && run_declared(c, r->type, HF_SCOPE) ? r : NULL;
}

hf_reach host_follow(hf_ctx *c, const hf_resource *r, const char *pointer,
                     const hf_resource **out)
{
    char key[ARMID_MAX];
    *out = NULL;
    const char *id = host_text(c, r, pointer);
    if (!id || !armid_key(id, key))
        return HF_NO_LINK;
    const hf_resource *to = at_key(c, key);
    if (to) {
        *out = run_declared(c, to->type, HF_FOLLOWED) ? to : NULL;
        return *out ? HF_REACHED : HF_NO_LINK;
    }
    struct buf type = buf_make(512);
    bool gone = armid_type(id, &type) && needs_gone(c->needs, key, buf_str(&type));
    buf_free(&type);
    return gone ? HF_GONE : HF_OUT_OF_REACH;
}

const char *host_gap(hf_ctx *c, const hf_resource *r, const char *type)
{
    struct err e;
    if (!run_declared(c, type, r ? HF_BELOW : HF_SCOPE))
        return NULL;
    buf_clear(&c->answer);
    const struct needs_what what = {type, r ? NEEDS_BELOW : NEEDS_SCOPE, c->check};
    int rc = needs_gap(c->needs, r ? r->key : "/", &what, &c->answer, &e);
    if (rc < 0)
        run_broken(c, "%s", e.text);
    return rc ? buf_str(&c->answer) : NULL;
}
