#include "sim_fault.h"

#include "sim_graph.h"
#include "sim_path.h"
#include "sim_text.h"
#include "sim_token.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct sim_fault_name {
    const char *name;
    enum sim_fault_kind kind;
    const char *option; /* or NULL */
};

static const struct sim_fault_name sim_fault_names[] = {
    {"429", SIM_FAULT_THROTTLE, "retry-after"},
    {"429sub", SIM_FAULT_SUBSCRIPTION, "retry-after"},
    {"503html", SIM_FAULT_HTML, NULL},
    {"401claims", SIM_FAULT_CLAIMS, NULL},
    {"404", SIM_FAULT_ABSENT, NULL},
    {"410", SIM_FAULT_GONE, NULL},
    {"500", SIM_FAULT_INTERNAL, NULL},
    {"504", SIM_FAULT_GATEWAY, NULL},
    {"401expired", SIM_FAULT_EXPIRED, NULL},
    {"hang", SIM_FAULT_HANG, NULL},
    {"cut", SIM_FAULT_CUT, NULL},
    {"badjson", SIM_FAULT_BAD_JSON, NULL},
    {"otherhost-nextlink", SIM_FAULT_OTHER_HOST, "host"},
    {"loop-nextlink", SIM_FAULT_LOOP, NULL},
    {"409unregistered", SIM_FAULT_UNREGISTERED, NULL},
    {"huge", SIM_FAULT_HUGE, NULL},
    {"redirect", SIM_FAULT_REDIRECT, "host"},
    {"reset", SIM_FAULT_RESET, NULL},
    {"stall", SIM_FAULT_STALL, NULL},
    {"trickle", SIM_FAULT_TRICKLE, NULL},
    {"answer", SIM_FAULT_CANNED, "file"},
};

static const struct sim_fault_name *sim_fault_name_find(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof sim_fault_names / sizeof *sim_fault_names; i++) {
        const char *name = sim_fault_names[i].name;

        if (strlen(name) == len && strncmp(name, text, len) == 0)
            return &sim_fault_names[i];
    }
    return NULL;
}

/* Cuts ";option=value" off the end of the text. */
static char *sim_fault_option(char *text, const char *option)
{
    char *mark = option ? sim_text_print(";%s=", option) : NULL;
    char *at = mark ? strstr(text, mark) : NULL;
    char *value = at ? sim_text_print("%s", at + strlen(mark)) : NULL;

    if (at)
        *at = '\0';
    free(mark);
    return value;
}

/* Cuts a number with its mark, as "*N", off the end of the text; false when it is none.
 */
static bool sim_fault_number(char *text, char mark, unsigned long *number)
{
    char *at = strrchr(text, mark), *end;

    if (!at)
        return true;
    *number = strtoul(at + 1, &end, 10);
    if (at[1] < '0' || at[1] > '9' || *end || !*number)
        return false;
    *at = '\0';
    return true;
}

static bool sim_fault_value_ok(struct sim_fault *fault)
{
    const char *value = fault->value;

    if (fault->kind == SIM_FAULT_CANNED) {
        fault->canned = value ? sim_canned_load(value) : NULL;
        return fault->canned;
    }
    if (!value ||
        (fault->kind != SIM_FAULT_THROTTLE && fault->kind != SIM_FAULT_SUBSCRIPTION))
        return !value || *value;
    return strcmp(value, "none") == 0 || strcmp(value, "date") == 0 ||
           (*value && value[strspn(value, "0123456789")] == '\0');
}

bool sim_fault_add(struct sim_faults *faults, const char *spec, char *why,
                   size_t why_size)
{
    size_t len = strcspn(spec, "@");
    const struct sim_fault_name *name = sim_fault_name_find(spec, len);
    struct sim_fault fault = {.kind = SIM_FAULT_NONE, .left = ULONG_MAX, .every = 1};

    if (!name || spec[len] != '@') {
        snprintf(why, why_size, "'%s' is not a fault KIND@SUBSTRING", spec);
        return false;
    }
    fault.kind = name->kind;
    fault.substring = sim_text_print("%s", spec + len + 1);
    fault.value = sim_fault_option(fault.substring, name->option);
    if (!sim_fault_number(fault.substring, '*', &fault.left) ||
        !sim_fault_number(fault.substring, '%', &fault.every) ||
        !sim_fault_value_ok(&fault)) {
        snprintf(why, why_size, "'%s' has a count or an option that cannot be", spec);
        free(fault.substring);
        free(fault.value);
        return false;
    }
    faults->list = sim_text_grow(faults->list, faults->count + 1, sizeof *faults->list);
    faults->list[faults->count++] = fault;
    return true;
}

const struct sim_fault *sim_fault_pick(struct sim_faults *faults,
                                       const struct sim_request *request)
{
    const struct sim_fault *found = NULL;
    char *query = sim_text_decode(request->query, strlen(request->query), true);
    char *subject = sim_graph_is_path(request->path) && request->body
                        ? sim_text_print("%s %s", request->path, request->body)
                        : sim_text_print("%s?%s", request->path, query);

    for (size_t i = 0; i < faults->count && !found; i++) {
        struct sim_fault *fault = &faults->list[i];

        if (!fault->left || !strcasestr(subject, fault->substring) ||
            ++fault->seen % fault->every)
            continue;
        fault->left -= fault->left != ULONG_MAX;
        found = fault;
    }
    free(subject);
    free(query);
    return found;
}

static void sim_fault_retry_after(const struct sim_fault *fault,
                                  struct sim_answer *answer)
{
    const char *value = fault->value ? fault->value : "1";
    time_t later = time(NULL) + 2;
    struct tm tm;
    char date[64];

    if (strcmp(value, "none") == 0)
        return;
    if (strcmp(value, "date") == 0) {
        gmtime_r(&later, &tm);
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
        value = date;
    }
    sim_answer_header(answer, "Retry-After", "%s", value);
}

static void sim_fault_throttle(const struct sim_fault *fault,
                               const struct sim_request *request,
                               struct sim_answer *answer)
{
    struct sim_path path;

    if (sim_graph_is_path(request->path)) {
        sim_graph_refuse(
            answer, 429, "RateLimiting",
            "Client application has been throttled and should not attempt to "
            "repeat the request until an amount of time has elapsed.");
    } else if (sim_path_parse(request->path, &path)) {
        sim_answer_error(answer, 429, "ResourceRequestsThrottled",
                         "Number of requests for action '%s/read' exceeded the limit of "
                         "'150' for time interval '01:00:00'. Please try again after '1' "
                         "seconds.",
                         path.type_shown);
        sim_path_clear(&path);
    } else {
        sim_answer_error(answer, 429, "TooManyRequests",
                         "The request is being throttled.");
    }
    sim_fault_retry_after(fault, answer);
}

static void sim_fault_unregistered(const struct sim_request *request,
                                   struct sim_answer *answer)
{
    char *name = sim_path_after(request->path, "providers");

    sim_answer_error(answer, 409, "MissingSubscriptionRegistration",
                     "The subscription is not registered to use namespace '%s'. See "
                     "https://aka.ms/rps-not-found for how to register subscriptions.",
                     name ? name : "Microsoft.Resources");
    free(name);
}

static void sim_fault_html(struct sim_answer *answer)
{
    sim_answer_text(answer, 503,
                    sim_text_print("<!DOCTYPE html><html><head><title>Service unavailable"
                                   "</title></head><body><h2>Our services aren't "
                                   "available right now</h2></body></html>"));
    answer->content_type = "text/html";
}

const char *sim_fault_host(const struct sim_fault *fault)
{
    return fault->value ? fault->value : "elsewhere.invalid";
}

bool sim_fault_replace(const struct sim_fault *fault, const struct sim_request *request,
                       const char *base, struct sim_answer *answer)
{
    if (fault->kind == SIM_FAULT_CANNED) {
        sim_canned_answer(fault->canned, request, base, answer);
    } else if (sim_token_is_path(request->path) && fault->kind == SIM_FAULT_THROTTLE) {
        sim_answer_json(answer, 429,
                        json_pack("{s:s, s:s, s:[i]}", "error", "temporarily_unavailable",
                                  "error_description",
                                  "AADSTS90055: The request was throttled.",
                                  "error_codes", 90055));
        sim_fault_retry_after(fault, answer);
    } else if (fault->kind == SIM_FAULT_THROTTLE) {
        sim_fault_throttle(fault, request, answer);
    } else if (fault->kind == SIM_FAULT_SUBSCRIPTION) {
        sim_answer_error(answer, 429, "SubscriptionRequestsThrottled",
                         "Number of read requests for subscription exceeded the limit. "
                         "Please try again later.");
        sim_answer_header(answer, "x-ms-ratelimit-remaining-subscription-reads", "0");
        sim_answer_header(answer, "x-ms-failure-cause", "gateway");
        sim_fault_retry_after(fault, answer);
    } else if (fault->kind == SIM_FAULT_HTML) {
        sim_fault_html(answer);
    } else if (fault->kind == SIM_FAULT_ABSENT) {
        sim_answer_text(answer, 404, sim_text_print("Not Found"));
    } else if (fault->kind == SIM_FAULT_GONE) {
        sim_answer_text(answer, 410, sim_text_print("Gone"));
    } else if (fault->kind == SIM_FAULT_INTERNAL) {
        sim_answer_error(answer, 500, "InternalServerError",
                         "Encountered internal server error.");
    } else if (fault->kind == SIM_FAULT_GATEWAY) {
        sim_answer_error(
            answer, 504, "GatewayTimeout",
            "The gateway did not receive a response from "
            "'Microsoft.RecoveryServices' within the specified time period.");
    } else if (fault->kind == SIM_FAULT_UNREGISTERED) {
        sim_fault_unregistered(request, answer);
    } else if (fault->kind == SIM_FAULT_REDIRECT) {
        sim_answer_text(answer, 302, sim_text_print("{}"));
        sim_answer_header(answer, "Location", "https://%s%s", sim_fault_host(fault),
                          request->raw);
    } else {
        return false;
    }
    return true;
}

void sim_fault_spoil(const struct sim_fault *fault, struct sim_answer *answer)
{
    static const enum sim_answer_wire wires[] = {
        [SIM_FAULT_CUT] = SIM_WIRE_CUT,      [SIM_FAULT_RESET] = SIM_WIRE_RESET,
        [SIM_FAULT_STALL] = SIM_WIRE_STALL,  [SIM_FAULT_TRICKLE] = SIM_WIRE_TRICKLE,
        [SIM_FAULT_HUGE] = SIM_WIRE_ENDLESS, [SIM_FAULT_CANNED] = SIM_WIRE_WHOLE};
    char *bad;

    answer->wire = wires[fault->kind];
    if (fault->kind == SIM_FAULT_BAD_JSON) {
        bad = sim_text_print("%.*s,{\"id\": /subscriptions", (int)(answer->len / 2),
                             answer->body);
        sim_answer_text(answer, answer->status, bad);
    }
}

void sim_fault_clear(struct sim_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->list[i].substring);
        free(faults->list[i].value);
        sim_canned_free(faults->list[i].canned);
    }
    free(faults->list);
    memset(faults, 0, sizeof *faults);
}
