#include "collect/graph.h"

#include "base/buf.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <string.h>

static bool word_fine(const char *word, const char *more)
{
    if (!word || !*word)
        return false;
    for (; *word; word++) {
        char c = text_lower_char(*word);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(more, c)))
            return false;
    }
    return true;
}

bool graph_query(const struct catalog_row *row, struct buf *out)
{
    /* A column that a table lacks fails the whole query. */
    const char *columns = text_same(row->table, "resourcecontainers")
                              ? "tags, managedBy, properties"
                          : text_same(row->table, "resources")
                              ? "tags, kind, sku, identity, zones, managedBy, properties"
                              : "properties";
    if (!word_fine(row->table, "_") || !word_fine(row->type, "./-_"))
        return false;
    buf_fmt(out,
            "%s | where type =~ '%s' | order by id asc | project id, name, type, "
            "location, %s",
            row->table, row->type, columns);
    return true;
}

void graph_body(const char *query, char *const *subs, size_t n, const char *skip,
                struct buf *out)
{
    buf_text(out, "{\"subscriptions\":[");
    for (size_t i = 0; i < n; i++) {
        json_comma(out);
        json_text(out, subs[i]);
    }
    buf_text(out, "]");
    json_member(out, "query", query);
    buf_text(out, ",\"options\":{\"$top\":1000,\"resultFormat\":\"objectArray\","
                  "\"authorizationScopeFilter\":\"AtScopeAndBelow\"");
    if (skip)
        json_member(out, "$skipToken", skip);
    buf_text(out, "}}");
}

const char *graph_check(const struct doc *d, const char **next)
{
    *next = NULL;
    if (doc_type(d, "/data") != DOC_ARRAY)
        return "InvalidAnswer";
    const char *token = doc_text(d, "/$skipToken");
    if (token && *token)
        *next = token;
    const char *cut = doc_text(d, "/resultTruncated");
    bool truncated = text_same(cut, "true") || doc_truth(d, "/resultTruncated") == 1;
    return truncated && !*next ? "Truncated" : NULL;
}
