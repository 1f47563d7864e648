#include "sim_serve.h"

#include "sim_arm.h"
#include "sim_graph.h"
#include "sim_quota.h"
#include "sim_text.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define SIM_SERVE_HANG 10

static bool sim_serve_posts(const struct sim_request *request)
{
    if (request->plain || sim_machine_is_path(request->path))
        return sim_machine_posts(request);
    return sim_token_is_path(request->path) || sim_graph_is_path(request->path);
}

static bool sim_serve_method_ok(const struct sim_request *request)
{
    bool post = sim_serve_posts(request);

    return strcmp(request->method, post ? "POST" : "GET") == 0;
}

static void sim_serve_refuse_method(const struct sim_request *request,
                                    struct sim_answer *answer)
{
    bool post = sim_serve_posts(request);

    sim_answer_error(answer, 405, "HttpMethodNotSupported",
                     "The http method '%s' is not supported for this path.",
                     request->method);
    sim_answer_header(answer, "Allow", post ? "POST" : "GET");
}

/* Others are served meanwhile: waiting gives the lock away. */
static void sim_serve_hang(struct sim_serve *serve)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SIM_SERVE_HANG;
    while (!atomic_load(&serve->stopping)) {
        if (pthread_cond_timedwait(&serve->wake, &serve->lock, &until))
            break;
    }
}

static void sim_serve_arm(struct sim_serve *serve, const struct sim_request *request,
                          const struct sim_fault *fault, struct sim_answer *answer)
{
    struct sim_world *world = &serve->world;
    enum sim_fault_kind kind = fault ? fault->kind : SIM_FAULT_NONE;

    if (kind == SIM_FAULT_EXPIRED) {
        sim_token_expire(&serve->tokens, request, world->base, answer);
        return;
    }
    if (kind == SIM_FAULT_CLAIMS &&
        sim_token_challenge(&serve->tokens, request, world->base, answer))
        return;
    if (!sim_token_check(&serve->tokens, request, world->base, answer))
        return;
    if (!sim_graph_is_path(request->path) && !sim_quota_take(world, request, answer))
        return;
    world->foreign_link = kind == SIM_FAULT_OTHER_HOST ? sim_fault_host(fault) : NULL;
    world->loop_link = kind == SIM_FAULT_LOOP;
    if (sim_graph_is_path(request->path))
        sim_graph_answer(world, request, answer);
    else
        sim_arm_answer(world, request, answer);
    world->foreign_link = NULL;
    world->loop_link = false;
}

static void sim_serve_service(struct sim_serve *serve, const struct sim_request *request,
                              struct sim_answer *answer)
{
    const struct sim_fault *fault = sim_fault_pick(&serve->faults, request);

    if (fault && fault->kind == SIM_FAULT_HANG)
        sim_serve_hang(serve);
    if (fault && sim_fault_replace(fault, request, answer))
        return;
    if (request->plain || sim_machine_is_path(request->path)) {
        sim_machine_answer(&serve->machine, &serve->tokens, request, answer);
    } else if (sim_token_is_path(request->path)) {
        sim_token_answer(&serve->tokens, request, answer);
        serve->log.counters.tokens = serve->tokens.count;
    } else {
        sim_serve_arm(serve, request, fault, answer);
    }
    if (fault)
        sim_fault_spoil(fault, answer);
}

/* Each connection has a thread: any number can be late at once. */
static void sim_serve_wait(const struct sim_serve *serve, const struct timespec *came)
{
    struct timespec until = *came;

    if (!serve->latency)
        return;
    until.tv_sec += serve->latency / 1000;
    until.tv_nsec += (long)(serve->latency % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        continue;
}

void sim_serve_answer(struct sim_serve *serve, const struct sim_request *request,
                      struct sim_answer *answer)
{
    char guid[SIM_TEXT_GUID];
    bool good = sim_serve_method_ok(request);
    struct timespec came;

    clock_gettime(CLOCK_MONOTONIC, &came);
    pthread_mutex_lock(&serve->lock);
    if (strcmp(request->path, "/_sim/counters") == 0 && good) {
        sim_log_answer(&serve->log, &serve->world, answer);
    } else {
        if (good)
            sim_serve_service(serve, request, answer);
        else
            sim_serve_refuse_method(request, answer);
        sim_log_request(&serve->log, request, answer, !good);
    }
    pthread_mutex_unlock(&serve->lock);
    sim_serve_wait(serve, &came);
    sim_text_guid(guid);
    sim_answer_header(answer, "x-ms-request-id", "%s", guid);
    sim_answer_header(answer, "x-ms-correlation-request-id", "%s", guid);
}
