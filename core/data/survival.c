#include "data/survival.h"

#include "base/text.h"
#include "data/checkinfo.h"

#include <string.h>

/* Ids are stable for ever. What these leave open (whether a state is locked too) fails at
 * high only where one of them does. */
static const char *const needs[SURVIVAL_NEEDS] = {
    "immutability-enabled", "mua-enabled", "mua-guard-exclusions",
    "mua-guard-separate-scope", "soft-delete-enabled"};

const char *survival_need(size_t i) { return i < SURVIVAL_NEEDS ? needs[i] : NULL; }

unsigned survival_bit(const char *id)
{
    for (unsigned i = 0; i < SURVIVAL_NEEDS; i++)
        if (!strcmp(needs[i], id))
            return 1u << i;
    return 0;
}

/* A configuration may call a check less grave; what an intruder can do stays the same. */
static enum severity gravest(const struct check_info *c)
{
    return c->own_severity > c->severity ? c->own_severity : c->severity;
}

bool survival_feeds(const struct check_info *c)
{
    static const char *const keepers[] = {"immutability", "resource-guard",
                                          "soft-delete"};
    if (survival_bit(c->id))
        return true;
    for (size_t i = 0; i < sizeof keepers / sizeof *keepers; i++)
        if (text_same(c->protection, keepers[i]))
            return gravest(c) >= SEVERITY_HIGH;
    return false;
}

bool survival_certain(const struct survival *s)
{
    return s->told && !s->lacking && !s->unknown && !s->unlisted;
}
