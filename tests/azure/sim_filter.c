#include "sim_filter.h"

#include "sim_cut.h"
#include "sim_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum sim_filter_how { SIM_FILTER_EQUAL, SIM_FILTER_WORKLOAD, SIM_FILTER_PREFIX };

struct sim_filter_key {
    const char *key;
    const char *properties[3]; /* the first that is there counts */
    enum sim_filter_how how;
};

static const struct sim_filter_key sim_filter_keys[] = {
    {"backupManagementType", {"backupManagementType"}, SIM_FILTER_EQUAL},
    {"workloadType", {"workloadType", "workLoadType"}, SIM_FILTER_WORKLOAD},
    {"itemType", {"workloadType", "workLoadType"}, SIM_FILTER_WORKLOAD},
    {"status", {"registrationStatus", "status"}, SIM_FILTER_EQUAL},
    {"operation", {"operation"}, SIM_FILTER_PREFIX},
    {"policyName", {"policyName"}, SIM_FILTER_EQUAL},
    {"friendlyName", {"friendlyName"}, SIM_FILTER_EQUAL},
    {"principalId", {"principalId"}, SIM_FILTER_EQUAL},
};

static const struct sim_filter_key *sim_filter_key_find(const char *key)
{
    for (size_t i = 0; i < sizeof sim_filter_keys / sizeof *sim_filter_keys; i++) {
        if (sim_text_same(sim_filter_keys[i].key, key))
            return &sim_filter_keys[i];
    }
    return NULL;
}

static size_t sim_filter_word(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/_");
}

/* One term; returns what is left, or NULL. */
static const char *sim_filter_term(const char *text, struct sim_filter *filter)
{
    size_t key = sim_filter_word(text), value;
    const char *at = text + key;

    if (strncasecmp(text, "atScope()", 9) == 0) {
        filter->at_scope = true;
        return text + 9;
    }
    at += strspn(at, " ");
    if (!key || filter->count == SIM_FILTER_TERMS || strncasecmp(at, "eq ", 3) != 0)
        return NULL;
    at += 3;
    at += strspn(at, " ");
    if (*at != '\'')
        return NULL;
    value = strcspn(at + 1, "'");
    if (at[value + 1] != '\'')
        return NULL;
    filter->keys[filter->count] = sim_text_copy(text, key);
    filter->values[filter->count++] = sim_text_copy(at + 1, value);
    return at + value + 2;
}

bool sim_filter_parse(const char *text, struct sim_filter *filter)
{
    memset(filter, 0, sizeof *filter);
    while (text && *text) {
        text += strspn(text, " ");
        text = sim_filter_term(text, filter);
        if (!text)
            goto bad;
        text += strspn(text, " ");
        if (!*text)
            break;
        if (strncasecmp(text, "and ", 4) != 0)
            goto bad;
        text += 4;
        if (!text[strspn(text, " ")])
            goto bad;
    }
    return true;
bad:
    sim_filter_clear(filter);
    return false;
}

const char *sim_filter_value(const struct sim_filter *filter, const char *key)
{
    for (size_t i = 0; i < filter->count; i++) {
        if (sim_text_same(filter->keys[i], key))
            return filter->values[i];
    }
    return NULL;
}

bool sim_filter_applies(const struct sim_filter *filter)
{
    for (size_t i = 0; i < filter->count; i++) {
        if (sim_filter_key_find(filter->keys[i]))
            return true;
    }
    return false;
}

/* Protectable items say SQL and SAPHana where the filter says the kind of database. */
static bool sim_filter_workload(const char *wanted, const char *found)
{
    if (sim_text_same(found, "SQL"))
        return sim_text_same(wanted, "SQL") || sim_text_same(wanted, "SQLDataBase");
    if (sim_text_same(found, "SAPHana"))
        return sim_text_same(wanted, "SAPHana") ||
               sim_text_same(wanted, "SAPHanaDatabase");
    return sim_text_same(wanted, found);
}

static bool sim_filter_one(const struct sim_filter_key *key, const char *wanted,
                           const struct sim_cut *properties)
{
    char *found = NULL;
    bool yes;

    for (size_t i = 0; i < 3 && key->properties[i] && !found; i++)
        found = sim_cut_text(properties, key->properties[i]);
    if (!found)
        yes = false;
    else if (key->how == SIM_FILTER_WORKLOAD)
        yes = sim_filter_workload(wanted, found);
    else if (key->how == SIM_FILTER_PREFIX)
        yes = strncasecmp(found, wanted, strlen(wanted)) == 0;
    else
        yes = sim_text_same(found, wanted);
    free(found);
    return yes;
}

bool sim_filter_match(const struct sim_filter *filter, const char *resource)
{
    struct sim_cut top, properties = {.count = 0};
    const struct sim_member *member;

    sim_cut_object(resource, &top);
    member = sim_cut_find(&top, "properties");
    if (member && *member->value == '{')
        sim_cut_object(member->value, &properties);
    for (size_t i = 0; i < filter->count; i++) {
        const struct sim_filter_key *key = sim_filter_key_find(filter->keys[i]);

        if (key && !sim_filter_one(key, filter->values[i], &properties))
            return false;
    }
    return true;
}

void sim_filter_clear(struct sim_filter *filter)
{
    for (size_t i = 0; i < filter->count; i++) {
        free(filter->keys[i]);
        free(filter->values[i]);
    }
    memset(filter, 0, sizeof *filter);
}
