#include "collect/outcome.h"

#include "base/text.h"
#include "collect/azerr.h"

#include <stdbool.h>
#include <stddef.h>

static bool is(const struct azerr *a, const char *const *codes)
{
    for (; *codes; codes++)
        if (text_same(a->code, *codes))
            return true;
    return false;
}

static enum outcome not_found(enum outcome_of what, const struct azerr *a,
                              int absent_is_empty)
{
    static const char *const nobody[] = {"SubscriptionNotFound", "InvalidSubscriptionId",
                                         NULL};
    static const char *const gone[] = {"ResourceNotFound", "ResourceGroupNotFound",
                                       "ParentResourceNotFound", NULL};
    static const char *const type[] = {"InvalidResourceType", NULL};
    if (is(a, nobody))
        return OUTCOME_GAP;
    if (is(a, type))
        return OUTCOME_VERSION;
    if (is(a, gone))
        return OUTCOME_EMPTY;
    /* A provider has codes of its own, but a body without one may come from any proxy. */
    if (what == OUTCOME_SINGLE && *a->code)
        return OUTCOME_EMPTY;
    return absent_is_empty && *a->code ? OUTCOME_EMPTY : OUTCOME_GAP;
}

enum outcome outcome_of(enum outcome_of what, int status, const struct azerr *a,
                        int absent_is_empty)
{
    static const char *const unused[] = {"MissingSubscriptionRegistration",
                                         "SubscriptionNotRegistered", NULL};
    static const char *const version[] = {"NoRegisteredProviderFound",
                                          "InvalidApiVersionParameter",
                                          "InvalidResourceType", NULL};
    if (what == OUTCOME_GRAPH || what == OUTCOME_ROOT)
        return OUTCOME_GAP;
    if ((status == 400 || status == 409) && is(a, unused))
        return what == OUTCOME_FOLLOW ? OUTCOME_GAP : OUTCOME_EMPTY;
    if (status == 400 && is(a, version))
        return OUTCOME_VERSION;
    if (status == 404)
        return not_found(what, a, absent_is_empty);
    return OUTCOME_GAP;
}
