#include "sim_log.h"

#include "sim_quota.h"

#include <string.h>

bool sim_log_open(struct sim_log *log, const char *file)
{
    memset(log, 0, sizeof *log);
    if (file)
        log->file = fopen(file, "we");
    return !file || log->file;
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
    log->file = NULL;
}
