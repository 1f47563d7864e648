#include "sim_store.h"

#include "sim_text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIM_LOAD_TENANT "72f988bf-0000-4000-8000-000000000001"

static const char *sim_load_text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int sim_load_resource(struct sim_store *store, const json_t *body)
{
    const char *id = sim_load_text(body, "id");
    char *text;

    if (!id || id[0] != '/')
        return -1;
    text = json_dumps(body, JSON_COMPACT);
    if (!text)
        return -1;
    sim_store_add(store, id, sim_load_text(body, "type"), text);
    free(text);
    return 0;
}

static char *sim_load_low(const json_t *object, const char *name, const char *other)
{
    const char *text = sim_load_text(object, name);

    return sim_text_lower(text ? text : other);
}

static void sim_load_gap(struct sim_store *store, const json_t *line)
{
    json_int_t status = json_integer_value(json_object_get(line, "status"));
    const char *code = sim_load_text(line, "code");
    const char *message = sim_load_text(line, "message");
    struct sim_gap gap = {
        .scope = sim_load_low(line, "scope", "/"),
        .type = sim_load_low(line, "type", ""),
        .status = status >= 400 && status < 600 ? (unsigned)status : 403,
    };
    size_t len = strlen(gap.scope);

    if (len > 1 && gap.scope[len - 1] == '/')
        gap.scope[len - 1] = '\0';
    gap.code = sim_text_print("%s", code ? code : "AuthorizationFailed");
    gap.message = message ? sim_text_print("%s", message) : NULL;
    sim_store_add_gap(store, &gap);
}

/* Returns -1 for what is none of the known forms. */
static int sim_load_value(struct sim_store *store, const json_t *value)
{
    const char *kind = sim_load_text(value, "kind");
    const json_t *rows = json_object_get(value, "value");
    const json_t *row;
    size_t i;

    if (json_object_get(value, "id"))
        return sim_load_resource(store, value);
    if (kind && strcmp(kind, "resource") == 0)
        return sim_load_resource(store, json_object_get(value, "resource"));
    if (kind && strcmp(kind, "gap") == 0) {
        sim_load_gap(store, value);
        return 0;
    }
    if (kind && strcmp(kind, "meta") == 0) {
        free(store->tenant);
        store->tenant = sim_load_low(value, "tenant", SIM_LOAD_TENANT);
        return 0;
    }
    if (kind && (strcmp(kind, "complete") == 0 || strcmp(kind, "end") == 0))
        return 0;
    if (!json_is_array(rows))
        rows = json_object_get(value, "data");
    if (json_is_array(value))
        rows = value;
    if (!json_is_array(rows))
        return -1;
    json_array_foreach(rows, i, row)
    {
        if (sim_load_value(store, row))
            return -1;
    }
    return 0;
}

static size_t sim_load_line(const char *text, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

/* Takes the line as a resource unread; its length, or 0 when it has not that form. */
static size_t sim_load_trusted(struct sim_store *store, char *line)
{
    static const char head[] = "{\"id\":\"", next[] = "\",\"type\":\"";
    char *id = line + sizeof head - 1, *type, *id_end, *type_end;
    size_t len;

    if (strncmp(line, head, sizeof head - 1) != 0)
        return 0;
    len = strcspn(line, "\n");
    id_end = id + strcspn(id, "\"\\\n");
    if (strncmp(id_end, next, sizeof next - 1) != 0)
        return 0;
    type = id_end + sizeof next - 1;
    type_end = type + strcspn(type, "\"\\\n");
    if (*type_end != '"')
        return 0;
    line[len] = *id_end = *type_end = '\0';
    sim_store_add(store, id, type, line);
    *id_end = *type_end = '"';
    return len;
}

/* JSON values one after the other, on a line each or not. */
static int sim_load_all(struct sim_store *store, bool trusted, char *why, size_t why_size)
{
    char *text = store->file;
    size_t at = 0, len = store->file_len, taken;

    for (;;) {
        json_error_t error;
        json_t *value;
        int bad;

        at += strspn(text + at, " \t\r\n");
        if (at >= len)
            return 0;
        taken = trusted ? sim_load_trusted(store, text + at) : 0;
        if (taken) {
            at += taken + (at + taken < len);
            continue;
        }
        value = json_loadb(text + at, len - at,
                           JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
        if (!value) {
            snprintf(why, why_size, "line %zu: %s", sim_load_line(text, at), error.text);
            return -1;
        }
        bad = sim_load_value(store, value);
        json_decref(value);
        if (bad) {
            snprintf(why, why_size, "line %zu: neither a resource nor an inventory line",
                     sim_load_line(text, at));
            return -1;
        }
        at += (size_t)error.position;
    }
}

static char *sim_load_file(const char *file, size_t *len)
{
    FILE *in = fopen(file, "rb");
    char *text = NULL;
    size_t room = 0, got;

    *len = 0;
    if (!in)
        return NULL;
    do {
        if (room - *len < 65536) {
            room = room ? room * 2 : 262144;
            text = sim_text_grow(text, room, 1);
        }
        got = fread(text + *len, 1, room - *len - 1, in);
        *len += got;
    } while (got);
    text[*len] = '\0';
    if (ferror(in)) {
        free(text);
        text = NULL;
    }
    fclose(in);
    return text;
}

static void sim_load_subscription(struct sim_store *store, const char *id,
                                  const char *guid)
{
    json_t *body =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "subscriptionId", guid,
                  "displayName", guid, "tenantId", store->tenant, "state", "Enabled");
    char *text = json_dumps(body, JSON_COMPACT);

    sim_store_add(store, id, NULL, text);
    free(text);
    json_decref(body);
}

static void sim_load_group(struct sim_store *store, const char *id, const char *name)
{
    json_t *body =
        json_pack("{s:s, s:s, s:s, s:s, s:{s:s}}", "id", id, "name", name, "type",
                  "Microsoft.Resources/resourceGroups", "location", "westeurope",
                  "properties", "provisioningState", "Succeeded");
    char *text = json_dumps(body, JSON_COMPACT);

    sim_store_add(store, id, NULL, text);
    free(text);
    json_decref(body);
}

static bool sim_load_new(const char *key, size_t len, char **last)
{
    if (*last && strlen(*last) == len && strncmp(*last, key, len) == 0)
        return false;
    free(*last);
    *last = sim_text_copy(key, len);
    return true;
}

/* Rows are sorted: what lies in one group comes together. */
static void sim_load_containers(struct sim_store *store, bool subscriptions, bool groups)
{
    char *last_sub = NULL, *last_group = NULL;
    size_t count = store->count;

    for (size_t i = 0; i < count; i++) {
        const char *key = store->rows[i].key;
        const char *guid = key + strlen("/subscriptions/");
        const char *group;
        size_t len;

        if (strncmp(key, "/subscriptions/", strlen("/subscriptions/")) != 0)
            continue;
        len = (size_t)(guid - key) + strcspn(guid, "/");
        if (subscriptions && sim_load_new(key, len, &last_sub))
            sim_load_subscription(store, last_sub, strrchr(last_sub, '/') + 1);
        group = key + len;
        if (!groups || strncmp(group, "/resourcegroups/", 16) != 0)
            continue;
        len += 16 + strcspn(group + 16, "/");
        if (sim_load_new(key, len, &last_group))
            sim_load_group(store, last_group, strrchr(last_group, '/') + 1);
    }
    free(last_sub);
    free(last_group);
    sim_store_sort(store);
}

struct sim_store *sim_store_load(const char *file, bool trusted, char *why,
                                 size_t why_size)
{
    struct sim_store *store = sim_text_alloc(sizeof *store);
    char reason[256] = "cannot be read";
    bool subscriptions, groups;

    store->tenant = sim_text_copy(SIM_LOAD_TENANT, strlen(SIM_LOAD_TENANT));
    store->file = sim_load_file(file, &store->file_len);
    if (!store->file || sim_load_all(store, trusted, reason, sizeof reason)) {
        snprintf(why, why_size, "%s: %s", file, reason);
        sim_store_free(store);
        return NULL;
    }
    if (!trusted) {
        free(store->file);
        store->file = NULL;
        store->file_len = 0;
    }
    sim_store_sort(store);
    subscriptions = !sim_store_has_type(store, "microsoft.resources/subscriptions");
    groups =
        !sim_store_has_type(store, "microsoft.resources/subscriptions/resourcegroups");
    if (subscriptions || groups)
        sim_load_containers(store, subscriptions, groups);
    return store;
}
