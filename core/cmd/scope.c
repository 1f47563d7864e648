/* What --subscription, --resource-group and --vault leave of an inventory. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int scope_vaults(struct strs *scopes, const struct options *o, struct err *e)
{
    char key[ARMID_MAX];
    for (size_t i = 0; i < o->vaults.n; i++) {
        if (!armid_key(o->vaults.at[i], key))
            return err_set(e, ERR_USAGE,
                           "--vault %s: wants the id of a vault, as "
                           "/subscriptions/…/vaults/NAME",
                           o->vaults.at[i]);
        strs_add(scopes, key);
    }
    return 0;
}

/* 1 when something of the inventory is at or below the key, 0, or negative. */
static int has_any(struct inventory *inv, const char *key, struct err *e)
{
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_walk(inv, NULL, key, false);
    int rc = inventory_next(c, &r, e);
    if (rc == 1)
        rc = armid_covers(key, r.key);
    inventory_end(c);
    return rc;
}

static int missing(const char *option, const char *what, struct err *e)
{
    return err_set(e, ERR_NOINPUT, "%s %s: nothing of it is in the inventory", option,
                   what);
}

static void add_start(struct strs *to, const char *key, size_t len)
{
    char *scope = mem_textn(key, len);
    strs_add_new(to, scope);
    free(scope);
}

/* --- subscriptions --- */

static bool is_named(const struct inventory_resource *r, const char *wanted)
{
    struct doc *d = doc_parse(r->body, r->body_len, NULL);
    bool hit = text_same(armid_name(r->id), wanted) ||
               (d && text_same(doc_text(d, "/displayName"), wanted));
    doc_free(d);
    return hit;
}

/* The key of the subscription that has this id or name. An id may lack a resource of its
 * own: then something that lies in it will do. */
static int add_subscription(struct strs *keys, struct inventory *inv, const char *wanted,
                            struct err *e)
{
    char key[ARMID_MAX], id[ARMID_MAX];
    size_t before = keys->n;
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_below(inv, "/", TYPE_SUBSCRIPTION, true);
    int rc;
    while ((rc = inventory_next(c, &r, e)) == 1)
        if (is_named(&r, wanted))
            strs_add_new(keys, r.key);
    inventory_end(c);
    int n = snprintf(id, sizeof id, "/subscriptions/%s", wanted);
    if (rc < 0 || keys->n > before || n < 0 || (size_t)n >= sizeof id ||
        strchr(wanted, '/') || !armid_key(id, key))
        return rc;
    rc = has_any(inv, key, e);
    if (rc == 1)
        strs_add_new(keys, key);
    return rc < 0 ? rc : 0;
}

static int find_subscriptions(struct strs *keys, const struct options *o,
                              struct inventory *inv, struct err *e)
{
    for (size_t i = 0; i < o->subscriptions.n; i++) {
        size_t before = keys->n;
        int rc = add_subscription(keys, inv, o->subscriptions.at[i], e);
        if (rc)
            return rc;
        if (keys->n == before)
            return missing("--subscription", o->subscriptions.at[i], e);
    }
    return 0;
}

/* --- groups --- */

/* Keys of groups by that name, in whatever subscription. */
static int find_groups(struct strs *keys, const struct options *o, struct inventory *inv,
                       struct err *e)
{
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_walk(inv, NULL, NULL, false);
    int rc;
    while ((rc = inventory_next(c, &r, e)) == 1) {
        size_t len = 0;
        const char *group = armid_group(r.key, &len);
        for (size_t i = 0; group && i < o->groups.n; i++)
            if (strlen(o->groups.at[i]) == len &&
                text_same_n(group, o->groups.at[i], len))
                add_start(keys, r.key, (size_t)(group - r.key) + len);
    }
    inventory_end(c);
    return rc;
}

/* --- both --- */

static bool within(const struct strs *outer, const char *key)
{
    for (size_t i = 0; i < outer->n; i++)
        if (armid_covers(outer->at[i], key))
            return true;
    return false;
}

static void keep_within(struct strs *scopes, const struct strs *outer)
{
    struct strs kept = {0};
    for (size_t i = 0; i < scopes->n; i++)
        if (within(outer, scopes->at[i]))
            strs_add(&kept, scopes->at[i]);
    strs_free(scopes);
    *scopes = kept;
}

int scope_narrow(struct strs *scopes, const struct options *o, struct inventory *inv,
                 struct err *e)
{
    struct strs subscriptions = {0};
    int rc = 0;
    for (size_t i = 0; i < scopes->n && !rc; i++) { /* so far those of --vault */
        rc = has_any(inv, scopes->at[i], e);
        rc = rc == 1 ? 0 : rc ? rc : missing("--vault", o->vaults.at[i], e);
    }
    if (!rc && o->groups.n)
        rc = find_groups(scopes, o, inv, e);
    if (!rc)
        rc = find_subscriptions(&subscriptions, o, inv, e);
    if (!rc && subscriptions.n) {
        if (o->groups.n || o->vaults.n)
            keep_within(scopes, &subscriptions);
        else
            for (size_t i = 0; i < subscriptions.n; i++)
                strs_add(scopes, subscriptions.at[i]);
    }
    if (!rc && !scopes->n && (o->groups.n || o->vaults.n))
        rc = o->groups.n ? missing("--resource-group", o->groups.at[0], e)
                         : missing("--vault", o->vaults.at[0], e);
    strs_free(&subscriptions);
    return rc;
}
