#include "collect/parts.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/harvest.h"
#include "collect/task.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/plan.h"
#include "data/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether the list that a part waits for is read below each resource: else nobody would
 * say that it has ended. */
static bool is_read(const struct harvest *h, const struct catalog_row *row)
{
    for (size_t i = 0; i < h->plan->n; i++)
        if (h->plan->types[i].row == row)
            return plan_is_listed(&h->plan->types[i]) && !h->plan->types[i].spared &&
                   !row->told && !row->within.type;
    return false;
}

static bool waits(const struct harvest *h, const struct plan_part *part)
{
    return part->below && is_read(h, part->below);
}

/* What the body alone settles. */
static uint64_t asked(const struct harvest *h, const struct plan_type *p,
                      const struct doc *d)
{
    uint64_t of = ~p->spared;
    for (size_t i = 0; i < p->n_parts; i++) {
        const struct plan_part *part = &p->parts[i];
        bool settled = !part->below && d && told_is(d, part->unless, part->is);
        if (!waits(h, part) && !settled)
            of |= part->filters;
    }
    return of;
}

uint64_t parts_now(const struct harvest *h, const struct plan_type *p,
                   const struct doc *d)
{
    return asked(h, p, d) & ~harvest_waiting(h, p->row);
}

void parts_wait(const struct harvest *h, size_t type, struct task_parent *parent,
                const struct doc *d)
{
    const struct plan_type *p = &h->plan->types[type];
    uint64_t now = p->n_parts ? asked(h, p, d) | harvest_waiting(h, p->row) : 0;
    for (size_t i = 0; i < p->n_parts; i++) {
        const struct plan_part *part = &p->parts[i];
        if (!waits(h, part) || !(part->filters & ~now))
            continue;
        parent->late = mem_grow(parent->late, parent->n_late + 1, sizeof *parent->late);
        parent->late[parent->n_late++] =
            (struct task_late){type, part, part->filters & ~now, false};
    }
}

void parts_look(struct task *t, const struct doc *d)
{
    for (size_t i = 0; i < t->parent->n_late; i++) {
        struct task_late *l = &t->parent->late[i];
        if (!l->met && l->part->below == t->row)
            l->met = told_is(d, l->part->unless, l->part->is);
    }
}

/* Of a type that waits for several lists, the first that does not settle it asks. */
static void forget(struct task_parent *parent, size_t type, uint64_t filters)
{
    for (size_t i = 0; i < parent->n_late; i++)
        if (parent->late[i].type == type)
            parent->late[i].filters &= ~filters;
}

static void after(struct harvest *h, struct task_parent *parent,
                  const struct catalog_row *row)
{
    for (size_t i = 0; i < parent->n_late && !h->rc; i++) {
        struct task_late *l = &parent->late[i];
        uint64_t filters = l->part->below == row && !l->met ? l->filters : 0;
        if (!filters)
            continue;
        size_t type = l->type;
        forget(parent, type, filters);
        harvest_filters(h, h->plan->types[type].row, parent, filters);
    }
}

void parts_after(struct harvest *h, const struct task *t) { after(h, t->parent, t->row); }

/* --- what an earlier run has read --- */

void parts_make(struct harvest *h) { h->parts.settled = keyset_make(h->seed); }

void parts_free(struct harvest *h)
{
    keyset_free(&h->parts.settled);
    for (size_t i = 0; i < h->parts.n_due; i++)
        task_parent_drop(h->parts.due[i].parent);
    free(h->parts.due);
}

static uint32_t *settled(struct harvest *h, const struct plan_type *p, size_t part,
                         const char *key)
{
    char name[ARMID_MAX + 64];
    bool fresh;
    snprintf(name, sizeof name, "%d %zu %s", catalog_index(p->row), part, key);
    return keyset_number(&h->parts.settled, name, &fresh);
}

/* Cuts a key to that of the resource which the row is listed below; false: there is
 * none. */
static bool cut_to_parent(const struct catalog_row *row, char *key)
{
    size_t len;
    while ((len = armid_parent(key)) > 1) {
        struct buf type = buf_make(ARMID_MAX);
        key[len] = '\0';
        bool found = armid_type(key, &type) && text_same(buf_str(&type), row->parent);
        buf_free(&type);
        if (found)
            return true;
    }
    return false;
}

void parts_take(struct harvest *h, const struct catalog_row *row, const char *key,
                const struct doc *d)
{
    char above[ARMID_MAX] = "";
    for (size_t i = 0; i < h->plan->n; i++) {
        const struct plan_type *p = &h->plan->types[i];
        for (size_t k = 0; k < p->n_parts; k++) {
            const struct plan_part *part = &p->parts[k];
            if (part->below != row || !told_is(d, part->unless, part->is))
                continue;
            if (!*above) {
                snprintf(above, sizeof above, "%s", key);
                if (!cut_to_parent(row, above))
                    return;
            }
            *settled(h, p, k, above) = 1;
        }
    }
}

static void recall(struct harvest *h, struct task_parent *parent,
                   const struct catalog_row *row)
{
    for (size_t i = 0; i < parent->n_late; i++) {
        struct task_late *l = &parent->late[i];
        const struct plan_type *p = &h->plan->types[l->type];
        if (l->part->below == row)
            l->met = *settled(h, p, (size_t)(l->part - p->parts), parent->key) == 1;
    }
    after(h, parent, row);
}

void parts_after_earlier(struct harvest *h, const struct task *t)
{
    struct parts *p = &h->parts;
    if (!t->parent->n_late)
        return;
    if (!p->taking) {
        recall(h, t->parent, t->row);
        return;
    }
    p->due = mem_grow(p->due, p->n_due + 1, sizeof *p->due);
    p->due[p->n_due++] = (struct parts_due){t->parent, t->row};
    t->parent->holders++;
}

void parts_taken(struct harvest *h)
{
    struct parts *p = &h->parts;
    p->taking = false;
    for (size_t i = 0; i < p->n_due; i++) {
        recall(h, p->due[i].parent, p->due[i].row);
        task_parent_drop(p->due[i].parent);
    }
    p->n_due = 0;
}
