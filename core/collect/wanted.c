#include "collect/wanted.h"

#include "base/buf.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/plan.h"

#include <stdlib.h>
#include <string.h>

/* Resource Graph leaves out a group that may not be read, but what lies in it names it.
 */
static const struct catalog_row *group_of(const struct plan *p)
{
    const struct catalog_row *row = catalog_find(p->catalog, TYPE_GROUP);
    for (size_t i = 0; i < p->n; i++)
        if (p->types[i].row == row && (p->types[i].target || p->types[i].needed) &&
            row->way == CATALOG_GRAPH)
            return row;
    return NULL;
}

struct wanted wanted_make(struct inventory *inv, const struct plan *plan,
                          struct hash_key seed)
{
    return (struct wanted){
        .inv = inv, .plan = plan, .group = group_of(plan), .seed = seed};
}

void wanted_free(struct wanted *w)
{
    for (size_t i = 0; i < WANTED_RECENT; i++) {
        free(w->recent[i]);
        w->recent[i] = NULL;
    }
}

static bool follows(const struct wanted *w, const struct catalog_row *row)
{
    for (size_t i = 0; row && row != w->group && i < w->plan->n; i++)
        if (w->plan->types[i].row == row)
            return w->plan->types[i].followed;
    return row && row == w->group;
}

/* Whether it was read as what is followed: 1, 0, or negative. */
static int is_read(const struct wanted *w, const char *key, struct err *e)
{
    const char *type;
    int rc = inventory_type_of(w->inv, key, &type, e);
    return rc ? rc : type && follows(w, catalog_find(w->plan->catalog, type));
}

int wanted_refer(struct wanted *w, const char *id, struct err *e)
{
    char **recent =
        &w->recent[hash_bytes(w->seed, id, strlen(id)) % (size_t)WANTED_RECENT];
    char key[ARMID_MAX];
    if ((*recent && !strcmp(*recent, id)) || !armid_key(id, key))
        return 0;
    struct buf type = buf_make(ARMID_MAX);
    int rc = 0;
    if (armid_type(id, &type) &&
        follows(w, catalog_find(w->plan->catalog, buf_str(&type))))
        rc = is_read(w, key, e);
    else
        rc = 1;
    buf_free(&type);
    if (!rc)
        rc = inventory_want(w->inv, key, id, e);
    if (rc < 0)
        return rc;
    free(*recent);
    *recent = mem_text(id);
    return 0;
}

int wanted_next(struct wanted *w, int64_t *n, char *id, char *key, struct err *e)
{
    for (;;) {
        int rc = inventory_next_wanted(w->inv, n, id, e);
        if (rc == 1 && !armid_key(id, key))
            continue;
        int read = rc == 1 ? is_read(w, key, e) : 0;
        if (read != 1)
            return read ? read : rc;
    }
}
