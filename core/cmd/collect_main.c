/* holdfast-collect: reads a plan on its input and secrets on descriptor 3, asks Azure,
 * writes an inventory. Started by holdfast; holds the token, runs nobody's code. */

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/log.h"
#include "base/secret.h"
#include "collect/auth_session.h"
#include "collect/collector.h"
#include "data/doc.h"
#include "data/jsonout.h"
#include "data/plan.h"
#include "data/signin.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { SECRET_FD = 3, PLAN_MAX = 16 << 20, SECRETS_MAX = 1 << 18 };

static void line_out(const struct buf *line)
{
    (void)io_write(STDOUT_FILENO, buf_str(line), line->len, NULL);
}

/* A closed descriptor is no secret, not a failure: the Azure CLI needs none. */
static int read_signin(struct signin *s, struct err *e)
{
    if (fcntl(SECRET_FD, F_GETFD) < 0)
        return 0;
    struct buf raw = secret_buf(SECRETS_MAX);
    int rc = io_read(SECRET_FD, &raw, e);
    if (!rc && raw.len)
        rc = signin_decode(buf_str(&raw), raw.len, s, e);
    secret_buf_free(&raw);
    close(SECRET_FD);
    return rc;
}

static int wake_on_signal(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void tell_end(int rc, const struct collector_totals *t, const struct err *e)
{
    struct buf line = buf_make(8192);
    if (rc) {
        buf_text(&line, "{\"failed\":{");
        json_member_int(&line, "code", -rc);
        json_member(&line, "message", e->text);
    } else {
        buf_text(&line, "{\"done\":{");
        json_member_int(&line, "requests", (int64_t)t->requests);
        json_member_int(&line, "throttled", (int64_t)t->throttled);
        json_member_int(&line, "resources", (int64_t)t->resources);
        json_member_int(&line, "gaps", (int64_t)t->gaps);
    }
    buf_text(&line, "}}\n");
    line_out(&line);
    buf_free(&line);
}

int main(void)
{
    struct log log = {.program = "holdfast-collect", .level = LOG_WARN, .fd = 2};
    struct err e = {0};
    struct plan plan = {0};
    struct plan_scope scope = {0};
    struct signin signin = {0};
    struct collector_totals totals = {0};
    struct buf in = buf_make(PLAN_MAX), hello = buf_make(64);
    if (secret_harden_process())
        log_say(&log, LOG_WARN, "this process cannot be hidden from others of its user");
    unsetenv("SSLKEYLOGFILE");
    unsetenv("NETRC");
    unsetenv("CURL_SSL_BACKEND");
    /* Before anything else may get the number 3. */
    doc_wipe_freed();
    int rc = read_signin(&signin, &e);
    int wake = wake_on_signal();
    buf_text(&hello, "{\"hello\":{\"min\":1,\"max\":1}}\n");
    line_out(&hello);
    if (!rc)
        rc = io_read(STDIN_FILENO, &in, &e);
    if (!rc)
        rc = plan_decode(buf_str(&in), in.len, &plan, &scope, &e);
    if (!rc) {
        log.level = scope.verbose > 1   ? LOG_DEBUG
                    : scope.verbose > 0 ? LOG_INFO
                                        : LOG_WARN;
        struct collector_setting set = {.signin = &signin,
                                        .path = getenv("PATH"),
                                        .home = getenv("HOME"),
                                        .azure_config = getenv("AZURE_CONFIG_DIR"),
                                        .log = &log,
                                        .out_fd = STDOUT_FILENO,
                                        .wake_fd = wake};
        /* Without an inventory to write it is the sign-in that is wanted. */
        rc = scope.inventory ? collector_run(&plan, &scope, &set, &totals, &e)
                             : auth_session_only(&scope, &set, &e);
    }
    tell_end(rc, &totals, &e);
    signin_free(&signin);
    plan_free(&plan);
    plan_scope_free(&scope);
    buf_free(&in);
    buf_free(&hello);
    return -rc;
}
