#include "sim_log.h"

#include "sim_quota.h"
#include "sim_text.h"

#include <stdlib.h>
#include <string.h>

bool sim_log_open(struct sim_log *log, const char *file, const char *heard)
{
    memset(log, 0, sizeof *log);
    if (file)
        log->file = fopen(file, "we");
    if (heard)
        log->heard = fopen(heard, "we");
    return (!file || log->file) && (!heard || log->heard);
}

/* A line for each place of a request in which a secret may come, form fields decoded. */
static void sim_log_heard(struct sim_log *log, const struct sim_request *request)
{
    static const char *const fields[] = {"client_secret", "client_assertion"};
    const char *const headers[] = {request->authorization, request->identity,
                                   request->secret};

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        if (headers[i])
            fprintf(log->heard, "%s\n", headers[i]);
    }
    for (size_t i = 0; request->body && i < sizeof fields / sizeof *fields; i++) {
        char *value = sim_text_param(request->body, fields[i]);

        if (value)
            fprintf(log->heard, "%s\n", value);
        free(value);
    }
    fflush(log->heard);
}

void sim_log_request(struct sim_log *log, const struct sim_request *request,
                     const struct sim_answer *answer, bool violation)
{
    struct sim_counters *c = &log->counters;
    unsigned status = answer->status;

    c->requests++;
    c->bytes += answer->len;
    c->violations += violation;
    if (strcmp(request->method, "GET") == 0)
        c->get++;
    else if (strcmp(request->method, "POST") == 0)
        c->post++;
    else
        c->other++;
    if (status < SIM_STATUS_MAX)
        c->status[status]++;
    if (log->file) {
        fprintf(log->file, "%s %u %s\n", request->method, status, request->raw);
        fflush(log->file);
    }
    if (log->heard)
        sim_log_heard(log, request);
}

void sim_log_answer(const struct sim_log *log, const struct sim_world *world,
                    struct sim_answer *answer)
{
    const struct sim_counters *c = &log->counters;
    json_t *status = json_object();
    char name[16];

    for (unsigned i = 0; i < SIM_STATUS_MAX; i++) {
        if (!c->status[i])
            continue;
        snprintf(name, sizeof name, "%u", i);
        json_object_set_new(status, name, json_integer((json_int_t)c->status[i]));
    }
    sim_answer_json(
        answer, 200,
        json_pack(
            "{s:I, s:{s:I, s:I, s:I}, s:o, s:I, s:I, s:I, s:I, s:I, s:I, "
            "s:o}",
            "requests", (json_int_t)c->requests, "methods", "GET", (json_int_t)c->get,
            "POST", (json_int_t)c->post, "other", (json_int_t)c->other, "status", status,
            "violations", (json_int_t)c->violations, "tokens", (json_int_t)c->tokens,
            "connections", (json_int_t)c->connections, "bytes", (json_int_t)c->bytes,
            "deepest", (json_int_t)world->pages.deepest, "graph",
            (json_int_t)world->graph_queries, "reads", sim_quota_json(&world->reads)));
}

void sim_log_close(struct sim_log *log)
{
    if (log->file)
        fclose(log->file);
    if (log->heard)
        fclose(log->heard);
    log->file = log->heard = NULL;
}
