/* holdfast-collect: gets the plan on its input and secrets on a pipe of their own, and
 * says how far it is on its output. What it is given of the environment is named here. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/text.h"
#include "cage/spawn.h"
#include "cmd/cmd.h"
#include "cmd/leftover.h"
#include "cmd/progress.h"
#include "cmd/source.h"
#include "config.h"
#include "data/doc.h"
#include "data/jsonout.h"
#include "data/plan.h"
#include "data/shard.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 18, SECRETS_MAX = 60000 };

static const char *const passed_on[] = {"PATH",        "HOME",        "AZURE_CONFIG_DIR",
                                        "HTTPS_PROXY", "https_proxy", "ALL_PROXY",
                                        "all_proxy",   "NO_PROXY",    "no_proxy"};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

/* --- what it is told --- */

static int shard(const struct options *o, struct plan_scope *s, struct err *e)
{
    struct shard share = {0, 0};
    char text[SHARD_TEXT];
    int rc = o->shard ? shard_read(o->shard, cmd_env, &share, e) : 0;
    if (!rc && o->shard) {
        shard_text(share, text);
        s->shard = mem_text(text);
    }
    return rc;
}

static int make_scope(struct cmd *c, const char *path, struct plan_scope *s,
                      struct err *e)
{
    const struct options *o = &c->opt;
    *s = (struct plan_scope){0};
    char absolute[PATH_MAX];
    if (path && !realpath(path, absolute))
        return err_set(e, ERR_CREATE, "%s: %s", path, strerror(errno));
    s->inventory = path ? mem_text(absolute) : NULL;
    for (size_t i = 0; i < o->subscriptions.n; i++)
        strs_add(&s->subscriptions, o->subscriptions.at[i]);
    s->tenant = mem_text(cmd_env("AZURE_TENANT_ID"));
    s->client_id = mem_text(cmd_env("AZURE_CLIENT_ID"));
    s->auth = mem_text(o->auth ? o->auth : "auto");
    s->ca_file = mem_text(o->ca_file);
    s->proxy = mem_text(o->proxy);
    s->now = mem_text(o->now);
    s->tool = mem_text("holdfast " PACKAGE_VERSION);
    s->max_requests = (int)o->max_requests;
    s->verbose = o->verbose;
    s->timeout = o->timeout;
    s->resume = o->resume;
    int rc = shard(o, s, e);
    if (!rc)
        rc = cloud_read(o->cloud ? o->cloud : "public", s, e);
    const char *authority = cmd_env("AZURE_AUTHORITY_HOST");
    if (!rc && authority && !o->cloud) {
        if (!text_starts(authority, "https://"))
            return err_set(e, ERR_USAGE, "AZURE_AUTHORITY_HOST wants an https address");
        free(s->authority);
        s->authority = mem_text(authority);
    }
    return rc;
}

static int secrets_pipe(struct cmd *c, struct err *e)
{
    int fd[2];
    int rc = spawn_pipe(fd, e);
    if (rc)
        return rc;
    /* It fits into a pipe: nobody has to read first. */
    struct buf text = secret_buf(SECRETS_MAX);
    signin_set(&c->signin, SIGNIN_CLIENT_SECRET_FILE, c->opt.client_secret_file);
    signin_encode(&c->signin, &text);
    rc = text.full ? err_set(e, ERR_USAGE, "the secrets in the environment are too long")
                   : io_write(fd[1], buf_str(&text), text.len, e);
    secret_buf_free(&text);
    close(fd[1]);
    if (rc)
        close(fd[0]);
    return rc ? rc : fd[0];
}

static pid_t start(struct cmd *c, const struct plan *plan, const struct plan_scope *s,
                   int *answers, struct err *e)
{
    struct buf text = buf_make(16 << 20);
    plan_encode(plan, s, &text);
    int input = spawn_sealed("plan", buf_str(&text), text.len, e), fd[2] = {-1, -1};
    buf_free(&text);
    int secrets = input < 0 ? -1 : secrets_pipe(c, e);
    /* After a collection come programs that run others' code. */
    if (s->inventory)
        signin_free(&c->signin);
    pid_t pid = -ERR_INTERNAL;
    char *env[PASSED_ON + 1] = {0};
    size_t n = 0;
    for (size_t i = 0; i < PASSED_ON; i++) {
        const char *value = cmd_env(passed_on[i]);
        if (!value)
            continue;
        size_t len = strlen(passed_on[i]) + strlen(value) + 2;
        env[n] = mem_new(len);
        snprintf(env[n++], len, "%s=%s", passed_on[i], value);
    }
    if (secrets >= 0 && !spawn_pipe(fd, e)) {
        char name[] = "holdfast-collect";
        char *argv[] = {name, NULL};
        int fds[] = {input, fd[1], STDERR_FILENO, secrets};
        pid = spawn_program(c->places.collect, argv, fds, 4, env, e);
    }
    for (size_t i = 0; i < n; i++)
        free(env[i]);
    int mine[] = {input, secrets, fd[1]};
    for (size_t i = 0; i < 3; i++)
        if (mine[i] >= 0)
            close(mine[i]);
    *answers = fd[0];
    return pid;
}

/* --- what it says --- */

struct hearing {
    struct cmd *c;
    struct source *s;         /* NULL: a sign-in alone */
    struct azure_signin *how; /* NULL: a collection */
    bool done;
    struct progress progress;
    int failed;
    struct err *e;
};

static void note_progress(struct progress_counts *c, const struct doc *d)
{
    doc_integer(d, "/progress/requests", &c->requests);
    doc_integer(d, "/progress/done", &c->done);
    doc_integer(d, "/progress/planned", &c->planned);
    doc_integer(d, "/progress/items", &c->items);
    doc_integer(d, "/progress/throttled", &c->throttled);
    doc_integer(d, "/progress/types", &c->types);
    doc_integer(d, "/progress/of", &c->of_types);
    const char *type = doc_text(d, "/progress/type");
    snprintf(c->type, sizeof c->type, "%s", type ? type : "");
}

/* A line of the collector's log: the bar gives way, and --log-format holds for it too. */
static void pass_on(struct hearing *h, const struct doc *d, const char *text)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    const char *level = doc_text(d, "/level");
    struct log log = h->c->log;
    log.program = "holdfast-collect";
    for (int i = LOG_ERROR; i <= LOG_DEBUG; i++)
        if (text_same(level, names[i])) {
            if ((enum log_level)i <= log.level)
                progress_erase(&h->progress);
            log_say(&log, (enum log_level)i, "%s", text);
        }
}

static void answer_question(struct hearing *h)
{
    if (!*h->c->asked)
        return;
    *h->c->asked = 0;
    progress_status(&h->progress);
}

static void note_end(struct hearing *h, const struct doc *d)
{
    int64_t v;
    h->done = true;
    if (!h->s)
        return;
    if (doc_integer(d, "/done/requests", &v) && v >= 0)
        h->s->requests = (uint64_t)v;
    if (doc_integer(d, "/done/throttled", &v) && v >= 0)
        h->s->throttled = (uint64_t)v;
    progress_erase(&h->progress);
    if (doc_integer(d, "/done/gaps", &v) && v > 0)
        log_say(&h->c->log, LOG_WARN,
                "%lld part%s of the estate could not be read: the report and holdfast "
                "inventory info name what and why",
                (long long)v, text_plural((uint64_t)v));
}

/* Which way it was, and why those before it were not. */
static void hear_signin(struct hearing *h, const struct doc *d, const char *took)
{
    struct azure_signin how = {.took = mem_text(took), .access = -ERR_UNAVAILABLE};
    char at[40];
    log_say(&h->c->log, LOG_INFO, "signed in with %s", took);
    how.tenant = mem_text(doc_text(d, "/signin/tenant"));
    if (!doc_integer(d, "/signin/expires", &how.expires))
        how.expires = 0;
    size_t n = doc_length(d, "/signin/skipped");
    for (size_t i = 0; i < n; i++) {
        snprintf(at, sizeof at, "/signin/skipped/%zu", i);
        const char *skipped = doc_text(d, at);
        if (!skipped)
            continue;
        log_say(&h->c->log, LOG_INFO, "not with %s", skipped);
        strs_add(&how.skipped, skipped);
    }
    if (h->how) {
        azure_signin_free(h->how);
        *h->how = how;
    } else {
        azure_signin_free(&how);
    }
}

/* What it says is a number and a text: what does not look like it is no access. */
static void hear_access(struct azure_signin *how, const struct doc *d)
{
    int64_t v = 0;
    free(how->why);
    how->why = mem_text(doc_text(d, "/access/message"));
    how->more = doc_truth(d, "/access/more") == 1;
    if (!doc_integer(d, "/access/subscriptions", &how->subscriptions))
        how->subscriptions = 0;
    bool none = how->subscriptions < 1 && !how->more;
    how->access = doc_integer(d, "/access/code", &v) && v == ERR_ACCESS ? -ERR_ACCESS
                  : how->why || none                                    ? -ERR_UNAVAILABLE
                                                                        : 0;
}

static void hear_line(struct hearing *h, const char *line, size_t len)
{
    struct err ignored;
    int64_t v;
    struct doc *d = doc_parse(line, len, &ignored);
    if (!d)
        return;
    const char *took = doc_text(d, "/signin/took");
    const char *message = doc_text(d, "/failed/message"), *text = doc_text(d, "/message");
    if (text)
        pass_on(h, d, text);
    if (doc_type(d, "/progress") == DOC_OBJECT)
        note_progress(&h->progress.counts, d);
    if (took)
        hear_signin(h, d, took);
    if (h->how && doc_type(d, "/access") == DOC_OBJECT)
        hear_access(h->how, d);
    if (message) {
        bool known = doc_integer(d, "/failed/code", &v) && v >= 64 && v <= 78;
        h->failed = err_set(h->e, known ? (int)v : ERR_INTERNAL, "%s", message);
    }
    if (doc_type(d, "/done") == DOC_OBJECT)
        note_end(h, d);
    doc_free(d);
}

/* A signal goes on to the collector, which keeps what it has and says that it is not all.
 */
static int hear(struct hearing *h, int fd, pid_t pid)
{
    struct io_lines in = io_lines_make(fd, ANSWER_MAX);
    struct err e;
    char *line;
    size_t len;
    bool told = false;
    int rc = 1;
    while (rc == 1) {
        struct pollfd p = {fd, POLLIN, 0};
        int n = in.start < in.end ? 1 : poll(&p, 1, 200);
        if (*h->c->stop && !told) {
            kill(pid, SIGTERM);
            told = true;
        }
        answer_question(h);
        progress_draw(&h->progress);
        if (n <= 0) /* the time is over, or a signal came */
            continue;
        rc = io_lines_next(&in, &line, &len, &e);
        if (rc == 1)
            hear_line(h, line, len);
    }
    io_lines_free(&in);
    progress_erase(&h->progress);
    return rc;
}

static int run(struct cmd *c, const struct plan *plan, const char *path,
               struct hearing *h)
{
    struct plan_scope scope;
    int answers = -1;
    char how[96];
    int rc = make_scope(c, path, &scope, h->e);
    pid_t pid = rc ? -1 : start(c, plan, &scope, &answers, h->e);
    if (!rc && pid < 0)
        rc = (int)pid;
    if (!rc) {
        bool bar = h->s && !c->opt.quiet && !c->opt.no_progress && !c->log.json;
        h->progress = progress_begin(&c->log, bar);
        h->progress.color &= !c->opt.no_color;
        leftover_process(pid);
        hear(h, answers, pid);
        leftover_process(0);
        spawn_wait(pid, how, sizeof how);
        rc = h->failed;
        if (!rc && !h->done)
            rc = err_set(h->e, ERR_INTERNAL, "holdfast-collect ended before its time: %s",
                         how);
    }
    if (answers >= 0)
        close(answers);
    plan_scope_free(&scope);
    return rc;
}

int azure_collect(struct cmd *c, const struct plan *plan, const char *path,
                  struct source *s, struct err *e)
{
    struct hearing h = {.c = c, .s = s, .e = e};
    return run(c, plan, path, &h);
}

int azure_sign_in(struct cmd *c, struct azure_signin *out, struct err *e)
{
    struct plan none = {0};
    struct hearing h = {.c = c, .how = out, .e = e};
    *out = (struct azure_signin){0};
    int rc = run(c, &none, NULL, &h);
    if (rc != -ERR_AGAIN || !out->took || *c->stop)
        return rc;
    free(out->why); /* signed in, and then there was silence */
    out->why = mem_text("Resource Manager gives no answer in time");
    return 0;
}

void azure_signin_free(struct azure_signin *s)
{
    free(s->took);
    free(s->tenant);
    free(s->why);
    strs_free(&s->skipped);
    *s = (struct azure_signin){0};
}
