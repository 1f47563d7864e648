#include "sim_arm.h"

#include "sim.h"
#include "sim_list.h"
#include "sim_path.h"
#include "sim_text.h"
#include "sim_token.h"
#include "sim_type.h"

#include <stdlib.h>
#include <string.h>

static const char *sim_arm_versions(const struct sim_world *world, const char *type,
                                    bool *exact)
{
    const struct sim_type *row = sim_type_find(type);

    for (size_t i = 0; i < world->version_count; i++) {
        const struct sim_version *v = &world->versions[i];
        size_t space = strcspn(type, "/");

        *exact = true;
        if (sim_type_same(v->type, type) ||
            (strlen(v->type) == space && strncmp(v->type, type, space) == 0))
            return v->versions;
    }
    *exact = false;
    return row ? row->versions : NULL;
}

static void sim_arm_refuse_version(const char *version, const char *versions,
                                   const struct sim_path *path, struct sim_answer *answer)
{
    const char *slash = strchr(path->type_shown, '/');

    sim_answer_error(
        answer, 400, "NoRegisteredProviderFound",
        "No registered resource provider found for location 'westeurope' and "
        "API version '%s' for type '%s'. The supported api-versions are "
        "'%s'. The supported locations are 'westeurope, northeurope'.",
        version, slash ? slash + 1 : path->type_shown, versions);
}

static bool sim_arm_version(const struct sim_world *world,
                            const struct sim_request *request,
                            const struct sim_path *path, struct sim_answer *answer)
{
    char *version = sim_text_param(request->query, "api-version");
    bool exact = false, good = false;
    const char *versions = sim_arm_versions(world, path->type, &exact);
    enum sim_type_version verdict =
        sim_type_judge(version ? version : "", exact ? NULL : versions);

    if (!version || !*version) {
        sim_answer_error(
            answer, 400, "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for "
            "all requests.");
    } else if (verdict == SIM_VERSION_MALFORMED) {
        sim_answer_error(
            answer, 400, "InvalidApiVersionParameter",
            "The api-version '%s' is invalid. The supported versions are '%s'.", version,
            versions ? versions : "2022-12-01, 2021-04-01");
    } else if (verdict == SIM_VERSION_REFUSED || (exact && !strstr(versions, version))) {
        sim_arm_refuse_version(version, versions, path, answer);
    } else {
        good = true;
    }
    free(version);
    return good;
}

bool sim_arm_allows(const struct sim_world *world, const char *type, bool list)
{
    char *action = world->allowed ? sim_type_action(type, list) : NULL;
    bool yes = !world->allowed;

    for (size_t i = 0; i < world->allowed_count && !yes; i++)
        yes = sim_text_same(world->allowed[i], action);
    free(action);
    return yes;
}

/* What Azure would name as the missing action; to be freed. */
static char *sim_arm_action(const struct sim_path *path)
{
    const struct sim_type *type = sim_type_find(path->type);

    if (type && type->action && strcmp(type->list, path->type) == 0)
        return sim_text_print("%s", type->action);
    return sim_text_print("%s/read", path->type_shown);
}

static void sim_arm_forbid(const struct sim_gap *gap, const struct sim_path *path,
                           struct sim_answer *answer)
{
    size_t len = strlen(path->scope);
    char *action;

    if (gap->message) {
        sim_answer_error(answer, gap->status, gap->code, "%s", gap->message);
        return;
    }
    action = sim_arm_action(path);
    if (!path->list)
        len = strlen(path->low);
    sim_answer_error(answer, gap->status, gap->code,
                     "The client '%s' with object id '%s' does not have authorization to "
                     "perform action '%s' over scope '%.*s' or the scope is invalid. If "
                     "access was recently granted, please refresh your credentials.",
                     SIM_CLIENT_ID, SIM_TOKEN_OBJECT, action, (int)len, path->shown);
    free(action);
}

static void sim_arm_missing(const struct sim_path *path, size_t len,
                            struct sim_answer *answer)
{
    char *shown = sim_text_copy(path->shown, len);
    char *group = sim_path_after(shown, "resourceGroups");
    char *last = NULL, *name;

    for (char *at = strstr(path->low, "/providers/"); at && at < path->low + len;
         at = strstr(at + 1, "/providers/"))
        last = at;
    name = last ? shown + (last - path->low) + strlen("/providers/") : shown;
    sim_answer_error(
        answer, 404, "ResourceNotFound",
        "The Resource '%s' under resource group '%s' was not found. For more "
        "details please go to https://aka.ms/ARMResourceNotFoundFix",
        name, group ? group : "<null>");
    free(group);
    free(shown);
}

/* Subscription and group of the path; false when one is not there. */
static bool sim_arm_container(const struct sim_world *world, const struct sim_path *path,
                              struct sim_answer *answer)
{
    char *guid = sim_path_after(path->shown, "subscriptions");
    char *group = sim_path_after(path->shown, "resourceGroups");
    char *sub_key = guid ? sim_text_print("/subscriptions/%s", guid) : NULL;
    char *group_key =
        sub_key && group ? sim_text_print("%s/resourcegroups/%s", sub_key, group) : NULL;
    char *sub_low = sub_key ? sim_text_lower(sub_key) : NULL;
    char *group_low = group_key ? sim_text_lower(group_key) : NULL;
    bool good = false;

    if (sub_low && !sim_store_knows(world->store, sub_low))
        sim_answer_error(answer, 404, "SubscriptionNotFound",
                         "The subscription '%s' could not be found.", guid);
    else if (group_low && !sim_store_knows(world->store, group_low))
        sim_answer_error(answer, 404, "ResourceGroupNotFound",
                         "Resource group '%s' could not be found.", group);
    else
        good = true;
    free(guid);
    free(group);
    free(sub_key);
    free(group_key);
    free(sub_low);
    free(group_low);
    return good;
}

/* Levels that exist with their parent though no row shows them. */
static bool sim_arm_implied(const char *scope)
{
    const char *name = strrchr(scope, '/');

    return name && (strcmp(name, "/default") == 0 || strcmp(name, "/azure") == 0);
}

/* What a list is below has to be there. */
static bool sim_arm_parent(const struct sim_world *world, const struct sim_path *path,
                           struct sim_answer *answer)
{
    struct sim_path parent;
    const char *provider = strstr(path->scope, "/providers/");
    const char *type, *end;
    char *top;
    bool good;

    if (!provider)
        return true;
    type = strchr(provider + strlen("/providers/"), '/');
    end = type ? strchr(type + 1, '/') : NULL;
    end = end ? strchr(end + 1, '/') : NULL;
    top = sim_text_copy(path->scope,
                        end ? (size_t)(end - path->scope) : strlen(path->scope));
    if (!sim_path_parse(top, &parent)) {
        free(top);
        return true;
    }
    good = strstr(parent.type, "/locations") || sim_store_knows(world->store, top);
    if (!good)
        sim_arm_missing(path, strlen(top), answer);
    if (good && strcmp(top, path->scope) != 0 && !strstr(parent.type, "/locations") &&
        !sim_arm_implied(path->scope) && !sim_store_knows(world->store, path->scope)) {
        sim_arm_missing(path, strlen(path->scope), answer);
        good = false;
    }
    sim_path_clear(&parent);
    free(top);
    return good;
}

static void sim_arm_one(const struct sim_world *world, const struct sim_request *request,
                        const struct sim_path *path, struct sim_answer *answer)
{
    const struct sim_row *row = sim_store_find(world->store, path->low);

    if (row)
        sim_list_answer_one(world, request, row, answer);
    else
        sim_arm_missing(path, strlen(path->shown), answer);
}

static void sim_arm_provider(const struct sim_path *path, struct sim_answer *answer)
{
    sim_answer_json(answer, 200,
                    json_pack("{s:s, s:s, s:s, s:[]}", "id", path->shown, "namespace",
                              path->type_shown, "registrationState", "Registered",
                              "resourceTypes"));
}

void sim_arm_answer(struct sim_world *world, const struct sim_request *request,
                    struct sim_answer *answer)
{
    struct sim_path path;
    const struct sim_gap *gap, denied = {.status = 403, .code = "AuthorizationFailed"};

    if (!sim_path_parse(request->path, &path)) {
        sim_answer_error(answer, 404, "NotFound", "No such path: '%s'.", request->path);
        return;
    }
    if (!sim_arm_version(world, request, &path, answer))
        goto out;
    gap = sim_store_gap(world->store, path.list ? path.scope : path.low, path.type);
    if (!gap && !path.provider && !sim_arm_allows(world, path.type, path.list))
        gap = &denied;
    if (gap) {
        sim_arm_forbid(gap, &path, answer);
        goto out;
    }
    if (!sim_arm_container(world, &path, answer) || !sim_arm_parent(world, &path, answer))
        goto out;
    if (path.provider) {
        sim_arm_provider(&path, answer);
    } else if (!path.list) {
        sim_arm_one(world, request, &path, answer);
    } else if (!sim_type_find(path.type) &&
               !sim_store_has_type(world->store, path.type)) {
        const char *slash = strchr(path.type_shown, '/');

        sim_answer_error(answer, 404, "InvalidResourceType",
                         "The resource type '%s' could not be found in the namespace "
                         "'%.*s'.",
                         slash ? slash + 1 : "",
                         slash ? (int)(slash - path.type_shown) : 0, path.type_shown);
    } else {
        sim_list_answer(world, request, &path, answer);
    }
out:
    sim_path_clear(&path);
}
