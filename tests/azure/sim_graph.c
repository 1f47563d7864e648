#include "sim_graph.h"

#include "sim_arm.h"
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
    char *key; /* what a skip token is bound to */
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

static bool sim_graph_one_of(char *const *values, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (text && strcmp(values[i], text) == 0)
            return true;
    }
    return count == 0;
}

static bool sim_graph_in_scope(const struct sim_graph *graph, const char *subscription)
{
    const json_t *entry;
    size_t i;

    if (!sim_graph_one_of(graph->query.subscriptions, graph->query.subscription_count,
                          subscription))
        return false;
    if (!graph->subscriptions)
        return true;
    json_array_foreach(graph->subscriptions, i, entry)
    {
        if (sim_text_same(json_string_value(entry), subscription))
            return true;
    }
    return false;
}

static bool sim_graph_has(const struct sim_world *world, const struct sim_graph *graph,
                          const struct sim_row *row)
{
    const char *table = sim_type_table(row->type, row->key);
    const char *type = row->type;
    char *subscription;
    bool yes;

    if (!table) {
        type = row->said;
        table = sim_type_table(row->said, row->key);
    }
    if (!table || strcmp(table, graph->query.table) != 0 ||
        !sim_graph_one_of(graph->query.types, graph->query.type_count, type) ||
        sim_store_gap(world->store, row->key, type) ||
        !sim_arm_allows(world, type, false))
        return false;
    subscription = sim_path_after(row->key, "subscriptions");
    yes = sim_graph_in_scope(graph, subscription);
    free(subscription);
    return yes;
}

/* Subscriptions have their own shape here: the state is a property. */
static json_t *sim_graph_container(const json_t *body)
{
    const char *state = json_string_value(json_object_get(body, "state"));

    return json_pack("{s:s, s:[], s:[]}", "state", state ? state : "Enabled",
                     "managedByTenants", "managementGroupAncestorsChain");
}

static json_t *sim_graph_text(char *text)
{
    json_t *value = json_string(text ? text : "");

    free(text);
    return value;
}

static json_t *sim_graph_column(const struct sim_world *world, const struct sim_row *row,
                                const json_t *body, const char *column)
{
    bool subscription = strcmp(row->type, "microsoft.resources/subscriptions") == 0;
    const char *name = json_string_value(json_object_get(body, "name"));
    json_t *value = json_object_get(body, column);

    if (strcmp(column, "type") == 0)
        return json_string(sim_type_table(row->type, row->key) ? row->type : row->said);
    if (strcmp(column, "subscriptionId") == 0)
        return sim_graph_text(sim_path_after(row->key, "subscriptions"));
    if (strcmp(column, "resourceGroup") == 0)
        return sim_graph_text(sim_path_after(row->key, "resourceGroups"));
    if (strcmp(column, "tenantId") == 0)
        return json_string(world->store->tenant);
    if (subscription && strcmp(column, "properties") == 0 && !value)
        return sim_graph_container(body);
    if (strcmp(column, "name") == 0) {
        if (subscription)
            name = json_string_value(json_object_get(body, "displayName"));
        return json_string(name ? name : strrchr(row->key, '/') + 1);
    }
    if (value)
        return json_incref(value);
    if (strcmp(column, "kind") == 0 || strcmp(column, "managedBy") == 0 ||
        strcmp(column, "location") == 0)
        return json_string("");
    return json_null();
}

static json_t *sim_graph_row(const struct sim_world *world, const struct sim_graph *graph,
                             const struct sim_row *row)
{
    json_t *body = json_loads(row->text, 0, NULL);
    json_t *out = json_object();

    for (size_t i = 0; i < graph->query.column_count; i++) {
        const char *column = graph->query.columns[i];

        json_object_set_new(out, column, sim_graph_column(world, row, body, column));
    }
    json_decref(body);
    return out;
}

static size_t sim_graph_next(const struct sim_world *world, const struct sim_graph *graph,
                             size_t from)
{
    while (from < world->store->count &&
           !sim_graph_has(world, graph, &world->store->rows[from]))
        from++;
    return from;
}

static size_t sim_graph_total(const struct sim_world *world,
                              const struct sim_graph *graph)
{
    size_t n = 0;

    for (size_t i = sim_graph_next(world, graph, 0); i < world->store->count;
         i = sim_graph_next(world, graph, i + 1))
        n++;
    return n;
}

static void sim_graph_page(struct sim_world *world, const struct sim_graph *graph,
                           struct sim_answer *answer)
{
    json_t *data = json_array(), *body;
    size_t here = sim_graph_next(world, graph, graph->from), next = here;
    bool more, pages = sim_kql_has_column(&graph->query, "id");

    while (next < world->store->count && json_array_size(data) < graph->top) {
        json_array_append_new(data,
                              sim_graph_row(world, graph, &world->store->rows[next]));
        next = sim_graph_next(world, graph, next + 1);
    }
    more = next < world->store->count || world->loop_link;
    /* without the id Azure cannot go on: it cuts the result and says so */
    body =
        json_pack("{s:I, s:I, s:s, s:[], s:o}", "totalRecords", (json_int_t)graph->total,
                  "count", (json_int_t)json_array_size(data), "resultTruncated",
                  more && !pages ? "true" : "false", "facets", "data", data);
    if (more && pages)
        json_object_set_new(
            body, "$skipToken",
            json_string(sim_page_issue(&world->pages, graph->key,
                                       world->loop_link ? here : next, graph->total)));
    sim_answer_json(answer, 200, body);
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
    graph->from = page ? page->next : 0;
    graph->total = page ? page->total : sim_graph_total(world, graph);
    return true;
}

static void sim_graph_quota(struct sim_world *world, struct sim_answer *answer)
{
    time_t now = time(NULL);

    if (now - world->quota_from >= 5) {
        world->quota_from = now;
        world->quota_used = 0;
    }
    world->quota_used += world->quota_used < SIM_GRAPH_QUOTA;
    sim_answer_header(answer, "x-ms-user-quota-remaining", "%u",
                      SIM_GRAPH_QUOTA - world->quota_used);
    sim_answer_header(answer, "x-ms-user-quota-resets-after", "00:00:%02d",
                      (int)(5 - (now - world->quota_from)));
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
    body = json_loadb(request->body ? request->body : "", request->len, 0, NULL);
    if (json_is_string(json_object_get(body, "query")))
        sim_graph_query(world, body, answer);
    else
        sim_graph_refuse(answer, 400, "InvalidRequest",
                         "The request body must be an object with a query.");
    json_decref(body);
    sim_graph_quota(world, answer);
}
