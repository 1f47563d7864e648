#include "sim_kql.h"

#include "sim_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const sim_kql_known[] = {
    "id",         "name",          "type",           "tenantId",  "kind",
    "location",   "resourceGroup", "subscriptionId", "managedBy", "sku",
    "properties", "tags",          "identity",       "zones",
};

struct sim_kql_reader {
    const char *at;
    char *why;
    size_t why_size;
};

static void sim_kql_blank(struct sim_kql_reader *r) { r->at += strspn(r->at, " \t\r\n"); }

static bool sim_kql_fail(struct sim_kql_reader *r, const char *wanted)
{
    snprintf(r->why, r->why_size, "%s expected at '%.40s'", wanted, r->at);
    return false;
}

static size_t sim_kql_word_len(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}

/* Takes the word (without case) or punctuation if it comes next. */
static bool sim_kql_take(struct sim_kql_reader *r, const char *word)
{
    size_t len = strlen(word);

    sim_kql_blank(r);
    if (strncasecmp(r->at, word, len) != 0)
        return false;
    if (sim_kql_word_len(word) == len && sim_kql_word_len(r->at) != len)
        return false;
    r->at += len;
    return true;
}

static bool sim_kql_value(struct sim_kql_reader *r, char **values, size_t *count)
{
    const char *end;
    char quote, *value;

    sim_kql_blank(r);
    quote = *r->at;
    if (quote != '\'' && quote != '"')
        return sim_kql_fail(r, "a quoted text");
    end = strchr(r->at + 1, quote);
    if (!end || memchr(r->at, '\\', (size_t)(end - r->at)))
        return sim_kql_fail(r, "a text that ends and has no escapes");
    if (*count == SIM_KQL_VALUES)
        return sim_kql_fail(r, "fewer values");
    value = sim_text_copy(r->at + 1, (size_t)(end - r->at - 1));
    values[(*count)++] = sim_text_lower(value);
    free(value);
    r->at = end + 1;
    return true;
}

static bool sim_kql_where(struct sim_kql_reader *r, struct sim_kql *query)
{
    char **values = query->types;
    size_t *count = &query->type_count;

    if (sim_kql_take(r, "subscriptionId")) {
        values = query->subscriptions;
        count = &query->subscription_count;
    } else if (!sim_kql_take(r, "type")) {
        return sim_kql_fail(r, "type or subscriptionId");
    }
    if (*count)
        return sim_kql_fail(r, "one condition a column");
    if (sim_kql_take(r, "=~") || sim_kql_take(r, "=="))
        return sim_kql_value(r, values, count);
    if (!sim_kql_take(r, "in~") && !sim_kql_take(r, "in"))
        return sim_kql_fail(r, "=~, ==, in~ or in");
    if (!sim_kql_take(r, "("))
        return sim_kql_fail(r, "'('");
    do {
        if (!sim_kql_value(r, values, count))
            return false;
    } while (sim_kql_take(r, ","));
    return sim_kql_take(r, ")") || sim_kql_fail(r, "')'");
}

static bool sim_kql_project(struct sim_kql_reader *r, struct sim_kql *query)
{
    const size_t known = sizeof sim_kql_known / sizeof *sim_kql_known;

    do {
        size_t i = 0;

        while (i < known && !sim_kql_take(r, sim_kql_known[i]))
            i++;
        if (i == known)
            return sim_kql_fail(r, "a known column");
        if (query->column_count == SIM_KQL_COLUMNS)
            return sim_kql_fail(r, "fewer columns");
        query->columns[query->column_count++] = sim_kql_known[i];
    } while (sim_kql_take(r, ","));
    return true;
}

static bool sim_kql_clause(struct sim_kql_reader *r, struct sim_kql *query, bool *last)
{
    if (sim_kql_take(r, "where"))
        return sim_kql_where(r, query);
    if (sim_kql_take(r, "order") || sim_kql_take(r, "sort")) {
        if (!sim_kql_take(r, "by") || !sim_kql_take(r, "id"))
            return sim_kql_fail(r, "by id");
        if (!sim_kql_take(r, "asc"))
            return sim_kql_fail(r, "asc"); /* Kusto's own default is desc */
        return true;
    }
    if (sim_kql_take(r, "project")) {
        *last = true;
        return sim_kql_project(r, query);
    }
    return sim_kql_fail(r, "where, order or project");
}

bool sim_kql_parse(const char *text, struct sim_kql *query, char *why, size_t why_size)
{
    struct sim_kql_reader r = {text, why, why_size};
    bool last = false, good;
    size_t len;
    char *table;

    memset(query, 0, sizeof *query);
    sim_kql_blank(&r);
    len = sim_kql_word_len(r.at);
    if (!len)
        return sim_kql_fail(&r, "a table");
    table = sim_text_copy(r.at, len);
    query->table = sim_text_lower(table);
    free(table);
    r.at += len;
    good = true;
    while (good && !last && sim_kql_take(&r, "|"))
        good = sim_kql_clause(&r, query, &last);
    sim_kql_blank(&r);
    if (good && *r.at)
        good = sim_kql_fail(&r, "the end");
    if (!good) {
        sim_kql_clear(query);
        return false;
    }
    if (!query->column_count) {
        query->column_count = sizeof sim_kql_known / sizeof *sim_kql_known;
        memcpy(query->columns, sim_kql_known, sizeof sim_kql_known);
    }
    return true;
}

bool sim_kql_has_column(const struct sim_kql *query, const char *name)
{
    for (size_t i = 0; i < query->column_count; i++) {
        if (strcmp(query->columns[i], name) == 0)
            return true;
    }
    return false;
}

void sim_kql_clear(struct sim_kql *query)
{
    for (size_t i = 0; i < query->type_count; i++)
        free(query->types[i]);
    for (size_t i = 0; i < query->subscription_count; i++)
        free(query->subscriptions[i]);
    free(query->table);
    memset(query, 0, sizeof *query);
}
