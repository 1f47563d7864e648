#include "sim_graph.h"

#include "sim_arm.h"
#include "sim_graph_row.h"
#include "sim_kql.h"
#include "sim_path.h"
#include "sim_text.h"
#include "sim_type.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIM_GRAPH_PATH "/providers/Microsoft.ResourceGraph/resources"
#define SIM_GRAPH_TOP 1000
#define SIM_GRAPH_QUOTA 15

struct sim_graph {
    struct sim_kql query;
    const json_t *subscriptions; /* of the body; NULL is all */
    size_t from;
    size_t top;
    size_t total;
    char *key;            /* what a skip token is bound to */
    struct sim_pick pick; /* rows of the types */
    const char *last;     /* the subscription that was judged last, in a row's key */
    size_t last_len;
    bool last_in;
};

bool sim_graph_is_path(const char *path)
{
    size_t len = strlen(SIM_GRAPH_PATH);

    return strncasecmp(path, SIM_GRAPH_PATH, len) == 0 &&
           (path[len] == '\0' || (path[len] == '/' && path[len + 1] == '\0'));
}

void sim_graph_refuse(struct sim_answer *answer, unsigned status, const char *code,
                      const char *message)
{
    char guid[SIM_TEXT_GUID];
    char *text;

    sim_text_guid(guid);
    text =
        sim_text_print("Please provide below info when asking for support: timestamp = "
                       "2026-01-01T00:00:00.0000000Z, correlationId = %s.",
                       guid);
    sim_answer_json(answer, status,
                    json_pack("{s:{s:s, s:s, s:[{s:s, s:s}]}}", "error", "code",
                              status == 429 ? "RateLimiting" : "BadRequest", "message",
                              text, "details", "code", code, "message", message));
    free(text);
}

static void sim_graph_bad_query(struct sim_answer *answer, const char *code,
                                const char *message)
{
    json_t *body, *details;

    sim_graph_refuse(answer, 400, "InvalidQuery",
                     "Query is invalid. Please refer to the documentation for the Azure "
                     "Resource Graph service and fix the error before retrying.");
    body = json_loads(answer->body, 0, NULL);
    details = json_object_get(json_object_get(body, "error"), "details");
    json_array_append_new(details,
                          json_pack("{s:s, s:s}", "code", code, "message", message));
    sim_answer_json(answer, 400, body);
}

static bool sim_graph_one_of(char *const *values, size_t count, const char *text,
                             size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(values[i]) == len && strncmp(values[i], text, len) == 0)
            return true;
    }
    return count == 0;
}

static bool sim_graph_judge(const struct sim_graph *graph, const char *text, size_t len)
{
    const json_t *entry;
    size_t i;

    if (!sim_graph_one_of(graph->query.subscriptions, graph->query.subscription_count,
                          text, len))
        return false;
    if (!graph->subscriptions)
        return true;
    json_array_foreach(graph->subscriptions, i, entry)
    {
        if (json_string_length(entry) == len &&
            strncasecmp(json_string_value(entry), text, len) == 0)
            return true;
    }
    return false;
}

/* The subscription's part of a key in lower case; length 0 when there is none. */
static const char *sim_graph_subscription(const char *key, size_t *len)
{
    static const char start[] = "/subscriptions/";
    bool below = strncmp(key, start, sizeof start - 1) == 0;

    key += below ? sizeof start - 1 : 0;
    *len = below ? strcspn(key, "/") : 0;
    return key;
}

/* Neighbours mostly lie in the same one. */
static bool sim_graph_in_scope(struct sim_graph *graph, const char *key)
{
    size_t len;
    const char *text = sim_graph_subscription(key, &len);

    if (!graph->last || graph->last_len != len || strncmp(graph->last, text, len) != 0) {
        graph->last_in = sim_graph_judge(graph, text, len);
        graph->last = text;
        graph->last_len = len;
    }
    return graph->last_in;
}

static bool sim_graph_has(const struct sim_world *world, struct sim_graph *graph,
                          const struct sim_row *row)
{
    const char *table = sim_type_table(row->type, row->key);
    const char *type = row->type;

    if (!table) {
        type = row->said;
        table = sim_type_table(row->said, row->key);
    }
    return table && strcmp(table, graph->query.table) == 0 &&
           sim_graph_one_of(graph->query.types, graph->query.type_count, type,
                            strlen(type)) &&
           !sim_store_gap(world->store, row->key, type) &&
           sim_arm_allows(world, type, false) && sim_graph_in_scope(graph, row->key);
}

/* Begins a walk over the rows of the query's types. */
static void sim_graph_walk(const struct sim_world *world, struct sim_graph *graph,
                           size_t from)
{
    const struct sim_index *index = &world->store->index;

    sim_pick_clear(&graph->pick);
    for (size_t i = 0; i < index->count; i++) {
        const char *type = index->kinds[i].type;

        if (sim_graph_one_of(graph->query.types, graph->query.type_count, type,
                             strlen(type)))
            sim_pick_add(&graph->pick, &index->kinds[i], from);
    }
}

/* Index of the next row that the query has, or the count of all. */
static size_t sim_graph_next(const struct sim_world *world, struct sim_graph *graph)
{
    size_t at = sim_pick_peek(&graph->pick);

    while (at < world->store->count &&
           !sim_graph_has(world, graph, &world->store->rows[at])) {
        sim_pick_skip(&graph->pick);
        at = sim_pick_peek(&graph->pick);
    }
    return at < world->store->count ? at : world->store->count;
}

static size_t sim_graph_total(const struct sim_world *world, struct sim_graph *graph)
{
    size_t n = 0;

    sim_graph_walk(world, graph, 0);
    while (sim_graph_next(world, graph) < world->store->count) {
        sim_pick_skip(&graph->pick);
        n++;
    }
    return n;
}

static void sim_graph_page(struct sim_world *world, struct sim_graph *graph,
                           struct sim_answer *answer)
{
    bool more, pages = sim_kql_has_column(&graph->query, "id");
    size_t here, next, count = 0, len;
    char *text = NULL;
    FILE *out = open_memstream(&text, &len);

    if (!out)
        abort();
    sim_graph_walk(world, graph, graph->from);
    here = next = sim_graph_next(world, graph);
    fputs("{\"data\":[", out);
    for (; next < world->store->count && count < graph->top; count++) {
        fputs(count ? "," : "", out);
        sim_graph_row(out, world, &graph->query, &world->store->rows[next]);
        sim_pick_skip(&graph->pick);
        next = sim_graph_next(world, graph);
    }
    more = next < world->store->count || world->loop_link;
    /* without the id Azure cannot go on: it cuts the result and says so */
    fprintf(out,
            "],\"totalRecords\":%zu,\"count\":%zu,\"resultTruncated\":\"%s\","
            "\"facets\":[]",
            graph->total, count, more && !pages ? "true" : "false");
    if (more && pages)
        fprintf(out, ",\"$skipToken\":\"%s\"",
                sim_page_issue(&world->pages, graph->key, world->loop_link ? here : next,
                               graph->total));
    fputc('}', out);
    if (fclose(out))
        abort();
    sim_pick_clear(&graph->pick);
    sim_answer_text(answer, 200, text);
}

/* False with the answer set when options or subscriptions are not as they must be. */
static bool sim_graph_options(struct sim_world *world, struct sim_graph *graph,
                              const json_t *body, struct sim_answer *answer)
{
    const json_t *options = json_object_get(body, "options");
    const json_t *top = json_object_get(options, "$top");
    const char *format = json_string_value(json_object_get(options, "resultFormat"));
    const char *skip = json_string_value(json_object_get(options, "$skipToken"));
    const struct sim_page_token *page = NULL;
    const char *wrong = NULL;

    graph->top = top ? (size_t)json_integer_value(top) : SIM_GRAPH_TOP;
    graph->subscriptions = json_object_get(body, "subscriptions");
    if (skip)
        page = sim_page_find(&world->pages, graph->key, skip);
    if (top && (!json_is_integer(top) || json_integer_value(top) < 1 ||
                json_integer_value(top) > SIM_GRAPH_TOP))
        wrong = "$top must be between 1 and 1000.";
    else if (format && strcasecmp(format, "objectArray") != 0)
        wrong = "Only resultFormat objectArray is simulated.";
    else if (json_object_get(body, "managementGroups"))
        wrong = "managementGroups is not simulated.";
    else if (graph->subscriptions && !json_is_array(graph->subscriptions))
        wrong = "subscriptions must be an array.";
    else if (skip && !page)
        wrong = "The skip token is not valid for this query.";
    if (wrong) {
        sim_graph_refuse(answer, 400, "InvalidRequest", wrong);
        return false;
    }
    if (world->page_size && world->page_size < graph->top)
        graph->top = world->page_size;
    world->pages.depth = page ? page->depth : 0;
    graph->from = page ? page->next : 0;
    graph->total = page ? page->total : sim_graph_total(world, graph);
    return true;
}

/* Tells what is left of the window; false when that was used up before. */
static bool sim_graph_quota(struct sim_world *world, struct sim_answer *answer)
{
    time_t now = time(NULL);
    bool had;

    if (now - world->quota_from >= 5) {
        world->quota_from = now;
        world->quota_used = 0;
    }
    had = world->quota_used < SIM_GRAPH_QUOTA;
    world->quota_used += had;
    if (!had && world->quotas) {
        sim_graph_refuse(answer, 429, "RateLimiting",
                         "Client application has been throttled and should not attempt "
                         "to repeat the request until an amount of time has elapsed.");
        sim_answer_header(answer, "Retry-After", "%d",
                          (int)(5 - (now - world->quota_from)));
    }
    sim_answer_header(answer, "x-ms-user-quota-remaining", "%u",
                      SIM_GRAPH_QUOTA - world->quota_used);
    sim_answer_header(answer, "x-ms-user-quota-resets-after", "00:00:%02d",
                      (int)(5 - (now - world->quota_from)));
    world->graph_queries += had || !world->quotas;
    return had || !world->quotas;
}

static bool sim_graph_version(const struct sim_request *request,
                              struct sim_answer *answer)
{
    char *version = sim_text_param(request->query, "api-version");
    bool good = false;

    if (!version || !*version)
        sim_answer_error(
            answer, 400, "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for "
            "all requests.");
    else if (sim_type_judge(version, "2021-03-01, 2022-10-01, 2024-04-01"))
        sim_answer_error(answer, 400, "InvalidApiVersionParameter",
                         "The api-version '%s' is invalid. The supported versions are "
                         "'2024-04-01,2022-10-01,2021-03-01'.",
                         version);
    else
        good = true;
    free(version);
    return good;
}

static void sim_graph_query(struct sim_world *world, const json_t *body,
                            struct sim_answer *answer)
{
    const char *text = json_string_value(json_object_get(body, "query"));
    struct sim_graph graph = {.top = 0};
    char why[256];

    if (!sim_kql_parse(text, &graph.query, why, sizeof why)) {
        sim_graph_bad_query(answer, "ParserFailure", why);
        return;
    }
    if (strcmp(graph.query.table, "resources") != 0 &&
        strcmp(graph.query.table, "resourcecontainers") != 0 &&
        strcmp(graph.query.table, "recoveryservicesresources") != 0) {
        snprintf(why, sizeof why, "Table %.100s is invalid, unsupported or disallowed.",
                 graph.query.table);
        sim_graph_bad_query(answer, "DisallowedLogicalTableName", why);
    } else {
        char *subs = json_dumps(json_object_get(body, "subscriptions"),
                                JSON_COMPACT | JSON_ENCODE_ANY);

        graph.key = sim_text_print("graph|%s|%s", text, subs ? subs : "");
        free(subs);
        if (sim_graph_options(world, &graph, body, answer))
            sim_graph_page(world, &graph, answer);
        free(graph.key);
    }
    sim_kql_clear(&graph.query);
}

void sim_graph_answer(struct sim_world *world, const struct sim_request *request,
                      struct sim_answer *answer)
{
    json_t *body;

    if (!sim_graph_version(request, answer))
        return;
    if (!request->content_type || !strcasestr(request->content_type, "json")) {
        sim_answer_error(answer, 415, "UnsupportedMediaType",
                         "The content media type is not supported. Only "
                         "'application/json' is supported.");
        return;
    }
    if (!sim_graph_quota(world, answer))
        return;
    body = json_loadb(request->body ? request->body : "", request->len, 0, NULL);
    if (json_is_string(json_object_get(body, "query")))
        sim_graph_query(world, body, answer);
    else
        sim_graph_refuse(answer, 400, "InvalidRequest",
                         "The request body must be an object with a query.");
    json_decref(body);
}
