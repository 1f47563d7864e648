#include "sim_list.h"

#include "sim_filter.h"
#include "sim_text.h"
#include "sim_type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIM_LIST_PAGE 100
#define SIM_LIST_ITEMS                                                                   \
    "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/"              \
    "protecteditems"

struct sim_list {
    const struct sim_path *path;
    const struct sim_type *type; /* NULL: not in the table */
    struct sim_filter filter;
    struct sim_pick pick; /* rows of the type */
};

static bool sim_list_placed(const struct sim_list *list, const char *key)
{
    const char *extends;
    size_t len;
    char *scope;
    bool yes;

    if (!list->type ||
        (!list->type->here_only && !list->filter.at_scope && !list->type->above_too))
        return sim_text_covers(list->path->scope, key);
    extends = strstr(key, "/providers/");
    for (const char *next = extends; next; next = strstr(next + 1, "/providers/"))
        extends = next;
    len = extends ? (size_t)(extends - key) : 0;
    scope = len ? sim_text_copy(key, len) : sim_text_copy("/", 1);
    if (list->type->here_only)
        yes = strcmp(scope, list->path->scope) == 0;
    else if (list->filter.at_scope)
        yes = sim_text_covers(scope, list->path->scope);
    else
        yes = sim_text_covers(scope, list->path->scope) ||
              sim_text_covers(list->path->scope, scope);
    free(scope);
    return yes;
}

static bool sim_list_has(const struct sim_list *list, const struct sim_row *row)
{
    return sim_list_placed(list, row->key) &&
           (!sim_filter_applies(&list->filter) ||
            sim_filter_match(&list->filter, row->text));
}

/* Azure sends these members only in answers to a GET of one item. */
static void sim_list_thin(json_t *body, bool single, bool expand)
{
    json_t *properties = json_object_get(body, "properties");
    const char *kind =
        json_string_value(json_object_get(properties, "backupManagementType"));
    bool vm = sim_text_same(kind, "AzureIaasVM");

    if (!single && sim_text_same(kind, "AzureWorkload"))
        json_object_del(properties, "lastRecoveryPoint");
    if (!single || (vm && !expand))
        json_object_del(properties, "extendedInfo");
}

/* To be freed. Subscriptions come without name and type, as ARM sends them. */
static char *sim_list_text(const struct sim_world *world, const struct sim_row *row,
                           bool single, bool expand)
{
    bool subscription = strcmp(row->type, "microsoft.resources/subscriptions") == 0;
    bool item = world->thin_lists && (strcmp(row->type, SIM_LIST_ITEMS) == 0 ||
                                      strcmp(row->said, SIM_LIST_ITEMS) == 0);
    json_t *body;
    char *text;

    if (!subscription && !item)
        return sim_text_copy(row->text, strlen(row->text));
    body = json_loads(row->text, 0, NULL);
    if (subscription) {
        json_object_del(body, "type");
        json_object_del(body, "name");
    }
    if (item)
        sim_list_thin(body, single, expand);
    text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    if (!text)
        abort();
    return text;
}

/* The query without $skipToken, as it was sent; to be freed. */
static char *sim_list_query(const char *query)
{
    char *out = sim_text_alloc(strlen(query) + 1);
    size_t n = 0;

    while (*query) {
        size_t len = strcspn(query, "&");

        if (strncasecmp(query, "$skipToken=", 11) != 0 &&
            strncasecmp(query, "%24skipToken=", 13) != 0) {
            if (n)
                out[n++] = '&';
            memcpy(out + n, query, len);
            n += len;
        }
        query += len;
        query += *query == '&';
    }
    return out;
}

/* What a skip token is bound to; to be freed. */
static char *sim_list_key(const struct sim_request *request, const struct sim_path *path)
{
    char *query = sim_list_query(request->query);
    char *key = sim_text_print("%s|%s", path->low, query);

    free(query);
    return key;
}

static char *sim_list_link(struct sim_world *world, const struct sim_request *request,
                           const struct sim_path *path, size_t next)
{
    char *key = sim_list_key(request, path);
    char *query = sim_list_query(request->query);
    char *host = world->foreign_link ? sim_text_print("https://%s", world->foreign_link)
                                     : sim_text_print("%s", world->base);
    char *link = sim_text_print("%s%s?%s&$skipToken=%s", host, request->raw_path, query,
                                sim_page_issue(&world->pages, key, next, 0));

    free(host);
    free(query);
    free(key);
    return link;
}

/* Index of the next row that is in the list, or the end. */
static size_t sim_list_next(const struct sim_world *world, struct sim_list *list,
                            size_t end)
{
    size_t at = sim_pick_peek(&list->pick);

    while (at < end && !sim_list_has(list, &world->store->rows[at])) {
        sim_pick_skip(&list->pick);
        at = sim_pick_peek(&list->pick);
    }
    return at < end ? at : end;
}

static void sim_list_page(struct sim_world *world, const struct sim_request *request,
                          struct sim_list *list, size_t from, struct sim_answer *answer)
{
    size_t end, next, here, room = world->page_size ? world->page_size : SIM_LIST_PAGE;
    bool above = list->type && list->type->above_too;
    char *text = NULL;
    size_t len, first;
    FILE *out = open_memstream(&text, &len);

    if (!out)
        abort();
    first = sim_store_below(world->store, above ? "/" : list->path->scope, &end);
    from = from > first ? from : first;
    sim_store_pick(world->store, list->path->type, from, &list->pick);
    here = next = sim_list_next(world, list, end);
    fputs("{\"value\":[", out);
    for (size_t n = 0; n < room && next < end; n++) {
        char *row = sim_list_text(world, &world->store->rows[next], false, false);

        fprintf(out, "%s%s", n ? "," : "", row);
        free(row);
        sim_pick_skip(&list->pick);
        next = sim_list_next(world, list, end);
    }
    fputc(']', out);
    if (next < end || world->foreign_link || world->loop_link) {
        char *link =
            sim_list_link(world, request, list->path, world->loop_link ? here : next);

        fprintf(out, ",\"nextLink\":\"%s\"", link);
        free(link);
    }
    fputc('}', out);
    if (fclose(out))
        abort();
    sim_answer_text(answer, 200, text);
}

/* The place where the asked page begins; false when the token is not ours. */
static bool sim_list_start(struct sim_world *world, const struct sim_request *request,
                           const struct sim_path *path, size_t *from)
{
    char *token = sim_text_param(request->query, "$skipToken");
    char *key = sim_list_key(request, path);
    const struct sim_page_token *page =
        token ? sim_page_find(&world->pages, key, token) : NULL;
    bool good = !token || page;

    *from = page ? page->next : 0;
    world->pages.depth = page ? page->depth : 0;
    free(token);
    free(key);
    return good;
}

void sim_list_answer(struct sim_world *world, const struct sim_request *request,
                     const struct sim_path *path, struct sim_answer *answer)
{
    struct sim_list list = {.path = path, .type = sim_type_find(path->type)};
    char *filter = sim_text_param(request->query, "$filter");
    size_t from;

    if (!sim_filter_parse(filter, &list.filter)) {
        sim_answer_error(answer, 400, "InvalidFilterInQueryString",
                         "Invalid $filter '%s' specified in the query string.", filter);
    } else if (strcmp(path->type, "microsoft.recoveryservices/vaults/"
                                  "backupprotectioncontainers") == 0 &&
               !sim_filter_value(&list.filter, "backupManagementType")) {
        sim_answer_provider_error(answer, 400, "BMSUserErrorInvalidInput",
                                  "Input provided for the call is invalid: the filter "
                                  "must name a backupManagementType.");
    } else if (!sim_list_start(world, request, path, &from)) {
        sim_answer_error(answer, 400, "InvalidSkipToken",
                         "The skip token of the request is not valid.");
    } else {
        sim_list_page(world, request, &list, from, answer);
    }
    sim_pick_clear(&list.pick);
    sim_filter_clear(&list.filter);
    free(filter);
}

void sim_list_answer_one(const struct sim_world *world, const struct sim_request *request,
                         const struct sim_row *row, struct sim_answer *answer)
{
    char *filter = sim_text_param(request->query, "$filter");
    bool expand = filter && strcasestr(filter, "extendedInfo");

    sim_answer_text(answer, 200, sim_list_text(world, row, true, expand));
    free(filter);
}
