#include "sim.h"

#include "sim_serve.h"
#include "sim_stream.h"
#include "sim_text.h"
#include "sim_tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#define SIM_BODY_MAX (1024 * 1024)

struct sim {
    struct sim_serve serve;
    struct MHD_Daemon *daemon, *plain;
    struct sim_tls tls;
    unsigned port, plain_port;
    char *ca_file;
    char *cloud_file;
};

static enum MHD_Result sim_send(struct sim *sim, struct MHD_Connection *connection,
                                const struct sim_request *request)
{
    struct sim_answer answer = {.status = 500};
    struct MHD_Response *response;
    enum MHD_Result result;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    sim_serve_answer(&sim->serve, request, &answer);
    response = sim_stream_response(&sim->serve, info ? info->connect_fd : -1, &answer);
    if (!response) {
        sim_answer_clear(&answer);
        return MHD_NO;
    }
    MHD_add_response_header(response, "Content-Type", answer.content_type);
    for (size_t i = 0; i < answer.header_count; i++)
        MHD_add_response_header(response, answer.headers[i].name,
                                answer.headers[i].value);
    result = MHD_queue_response(connection, answer.status, response);
    MHD_destroy_response(response);
    sim_answer_clear(&answer);
    return result;
}

/* The first to see a request: keeps the target as it was sent. */
static void *sim_on_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct sim_request *request = sim_text_alloc(sizeof *request);
    size_t len = strcspn(uri, "?");

    (void)connection;
    request->plain = !cls;
    request->raw = sim_text_copy(uri, strlen(uri));
    request->raw_path = sim_text_copy(uri, len);
    request->path = sim_text_decode(uri, len, false);
    request->query = request->raw[len] ? request->raw + len + 1 : "";
    return request;
}

static char *sim_header(struct MHD_Connection *connection, const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    return value ? sim_text_copy(value, strlen(value)) : NULL;
}

/* The web server's types are given by its library. */
static enum MHD_Result sim_on_request(void *cls, struct MHD_Connection *connection,
                                      const char *url, const char *method,
                                      const char *version, const char *data, size_t *len,
                                      void **state)
{
    struct sim_request *request = *state;

    (void)url;
    (void)version;
    if (!request)
        return MHD_NO;
    if (!request->method) {
        request->method = method;
        request->authorization = sim_header(connection, "Authorization");
        request->content_type = sim_header(connection, "Content-Type");
        request->metadata = sim_header(connection, "Metadata");
        request->identity = sim_header(connection, "X-IDENTITY-HEADER");
        request->secret = sim_header(connection, "secret");
        request->redirect = sim_header(connection, "X-TFS-FedAuthRedirect");
        return MHD_YES;
    }
    if (*len) {
        if (*len > SIM_BODY_MAX - request->len)
            return MHD_NO;
        request->body = sim_text_grow(request->body, request->len + *len + 1, 1);
        memcpy(request->body + request->len, data, *len);
        request->len += *len;
        request->body[request->len] = '\0';
        *len = 0;
        return MHD_YES;
    }
    return sim_send(cls, connection, request);
}

static void sim_on_end(void *cls, struct MHD_Connection *connection, void **state,
                       enum MHD_RequestTerminationCode code)
{
    struct sim_request *request = *state;

    (void)cls;
    (void)connection;
    (void)code;
    if (!request)
        return;
    free(request->raw);
    free(request->raw_path);
    free(request->path);
    free(request->authorization);
    free(request->content_type);
    free(request->metadata);
    free(request->identity);
    free(request->secret);
    free(request->redirect);
    free(request->body);
    free(request);
    *state = NULL;
}

static void sim_on_connection(void *cls, struct MHD_Connection *connection, void **state,
                              enum MHD_ConnectionNotificationCode code)
{
    struct sim *sim = cls;

    (void)connection;
    (void)state;
    if (code != MHD_CONNECTION_NOTIFY_STARTED)
        return;
    pthread_mutex_lock(&sim->serve.lock);
    sim->serve.log.counters.connections++;
    pthread_mutex_unlock(&sim->serve.lock);
}

static unsigned sim_bound(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info =
        daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;

    return info ? info->port : 0;
}

#define SIM_LISTEN                                                                       \
    MHD_OPTION_NOTIFY_COMPLETED, sim_on_end, sim, MHD_OPTION_CONNECTION_LIMIT, 1024U,    \
        MHD_OPTION_CONNECTION_TIMEOUT, 60U, MHD_OPTION_CONNECTION_MEMORY_LIMIT,          \
        (size_t)131072, MHD_OPTION_SOCK_ADDR, &address

static bool sim_listen(struct sim *sim, unsigned port, const char *tls)
{
    const unsigned flags =
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    sim->daemon = MHD_start_daemon(
        flags | MHD_USE_TLS, (uint16_t)port, NULL, NULL, sim_on_request, sim, SIM_LISTEN,
        MHD_OPTION_HTTPS_MEM_KEY, sim->tls.key, MHD_OPTION_HTTPS_MEM_CERT, sim->tls.cert,
        MHD_OPTION_HTTPS_PRIORITIES, tls, MHD_OPTION_URI_LOG_CALLBACK, sim_on_uri, sim,
        MHD_OPTION_NOTIFY_CONNECTION, sim_on_connection, sim, MHD_OPTION_END);
    sim->port = sim_bound(sim->daemon);
    address.sin_port = 0;
    if (sim->port)
        sim->plain = MHD_start_daemon(flags, 0, NULL, NULL, sim_on_request, sim,
                                      SIM_LISTEN, MHD_OPTION_URI_LOG_CALLBACK, sim_on_uri,
                                      NULL, MHD_OPTION_END);
    sim->plain_port = sim_bound(sim->plain);
    return sim->plain_port != 0;
}

static bool sim_write_files(struct sim *sim, const char *dir)
{
    char *cloud = sim_text_print("{\"name\":\"simulated\",\"authority\":\"%s\","
                                 "\"resource_manager\":\"%s\","
                                 "\"audience\":\"https://management.azure.com/\"}\n",
                                 sim->serve.world.base, sim->serve.world.base);
    char *token = sim_text_print("%s/federated-token", dir);
    bool good;

    sim->serve.tokens.proof.base = sim_text_print("%s", sim->serve.world.base);
    sim->ca_file = sim_text_print("%s/ca.pem", dir);
    sim->cloud_file = sim_text_print("%s/cloud.json", dir);
    good = (mkdir(dir, 0700) == 0 || errno == EEXIST) &&
           sim_text_write(sim->ca_file, sim->tls.ca) &&
           sim_text_write(sim->cloud_file, cloud) &&
           sim_machine_write_token(&sim->serve.tokens, token);
    free(token);
    free(cloud);
    return good;
}

static bool sim_take_options(struct sim *sim, const struct sim_options *o, char *why,
                             size_t why_size)
{
    struct sim_world *world = &sim->serve.world;
    const char *secret = o->secret ? o->secret : SIM_SECRET;
    const char *const none[] = {NULL};

    sim->serve.tokens.secret = sim_text_copy(secret, strlen(secret));
    sim->serve.tokens.fixed = o->token ? sim_text_copy(o->token, strlen(o->token)) : NULL;
    sim->serve.tokens.life = o->token_life ? o->token_life : 3599;
    sim->serve.tokens.proof.old = o->old_algorithm;
    sim->serve.tokens.proof.chain = o->need_chain;
    sim->serve.machine.pages = o->log_in_pages;
    if (o->arc_key)
        sim->serve.machine.arc_key = sim_text_copy(o->arc_key, strlen(o->arc_key));
    if (!sim_proof_make(&sim->serve.tokens.proof, o->certificate, o->assertions, why,
                        why_size))
        return false;
    world->page_size = o->page_size;
    world->thin_lists = o->thin_lists;
    world->quotas = o->quotas;
    sim->serve.latency = o->latency;
    world->store = sim_store_load(o->inventory, o->trusted, why, why_size);
    if (!world->store)
        return false;
    for (const char *const *d = o->deny ? o->deny : none; *d; d++) {
        if (sim_store_deny(world->store, *d, why, why_size))
            return false;
    }
    for (const char *const *a = o->allow ? o->allow : none; *a; a++) {
        world->allowed = sim_text_grow(world->allowed, world->allowed_count + 1,
                                       sizeof *world->allowed);
        world->allowed[world->allowed_count++] = sim_text_copy(*a, strlen(*a));
    }
    for (const char *const *f = o->faults ? o->faults : none; *f; f++) {
        if (!sim_fault_add(&sim->serve.faults, *f, why, why_size))
            return false;
    }
    for (const char *const *v = o->versions ? o->versions : none; *v; v++) {
        if (!sim_world_version(world, *v)) {
            snprintf(why, why_size, "'%s' is not TYPE=VERSION[,VERSION]", *v);
            return false;
        }
    }
    return true;
}

struct sim *sim_start(const struct sim_options *options, char *why, size_t why_size)
{
    struct sim *sim = sim_text_alloc(sizeof *sim);

    pthread_mutex_init(&sim->serve.lock, NULL);
    pthread_cond_init(&sim->serve.wake, NULL);
    if (!sim_take_options(sim, options, why, why_size))
        goto bad;
    if (!sim_log_open(&sim->serve.log, options->request_log, options->heard)) {
        snprintf(why, why_size, "cannot make the log: %s", strerror(errno));
        goto bad;
    }
    if (!sim_tls_make(&sim->tls, options->server)) {
        snprintf(why, why_size, "cannot make certificates");
        goto bad;
    }
    /* a free port is known only when the server runs; nobody else knows it before */
    if (!sim_listen(sim, options->port, options->tls ? options->tls : "NORMAL")) {
        snprintf(why, why_size, "cannot listen on 127.0.0.1:%u", options->port);
        goto bad;
    }
    sim->serve.world.base = sim_text_print(
        "https://localhost:%u", options->public_port ? options->public_port : sim->port);
    if (!sim_write_files(sim, options->dir) ||
        (options->public_port && !sim_tls_write(&sim->tls, options->dir))) {
        snprintf(why, why_size, "%s: %s", options->dir, strerror(errno));
        goto bad;
    }
    return sim;
bad:
    sim_stop(sim);
    return NULL;
}

unsigned sim_port(const struct sim *sim) { return sim->port; }

unsigned sim_plain_port(const struct sim *sim) { return sim->plain_port; }

const char *sim_ca_file(const struct sim *sim) { return sim->ca_file; }

const char *sim_cloud_file(const struct sim *sim) { return sim->cloud_file; }

struct sim_counters sim_count(struct sim *sim)
{
    struct sim_counters copy;

    pthread_mutex_lock(&sim->serve.lock);
    copy = sim->serve.log.counters;
    pthread_mutex_unlock(&sim->serve.lock);
    return copy;
}

void sim_stop(struct sim *sim)
{
    if (!sim)
        return;
    pthread_mutex_lock(&sim->serve.lock);
    atomic_store(&sim->serve.stopping, true);
    pthread_cond_broadcast(&sim->serve.wake);
    pthread_mutex_unlock(&sim->serve.lock);
    if (sim->daemon)
        MHD_stop_daemon(sim->daemon);
    if (sim->plain)
        MHD_stop_daemon(sim->plain);
    sim_world_clear(&sim->serve.world);
    sim_token_clear(&sim->serve.tokens);
    sim_machine_clear(&sim->serve.machine);
    sim_fault_clear(&sim->serve.faults);
    sim_log_close(&sim->serve.log);
    sim_tls_clear(&sim->tls);
    pthread_mutex_destroy(&sim->serve.lock);
    pthread_cond_destroy(&sim->serve.wake);
    free(sim->ca_file);
    free(sim->cloud_file);
    free(sim);
}
