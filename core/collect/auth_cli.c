#include "collect/auth_cli.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "collect/http.h"
#include "data/doc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_MAX = 65536, PATIENCE_MS = 60000 };

struct auth_cli {
    struct auth auth;
    char *program, *scope, *tenant;
    struct http *http; /* says when to stop waiting */
    char *env[4];      /* PATH, HOME, AZURE_CONFIG_DIR; NULL ends */
};

/* The first `az` in an absolute folder of PATH: a relative one would run whatever lies in
 * the current folder. */
static char *find_az(const char *path)
{
    char file[4096];
    for (const char *p = path; p && *p;) {
        size_t n = strcspn(p, ":");
        int len = snprintf(file, sizeof file, "%.*s/az", (int)n, p);
        if (*p == '/' && len > 0 && (size_t)len < sizeof file && !access(file, X_OK))
            return mem_text(file);
        p += n + (p[n] == ':');
    }
    return NULL;
}

static int start(struct auth_cli *c, int out, int errors, pid_t *pid)
{
    char tenant[] = "--tenant";
    char *argv[] = {c->program, "account", "get-access-token", "--output",
                    "json",     "--scope", c->scope,           NULL,
                    NULL,       NULL};
    if (c->tenant) {
        argv[7] = tenant;
        argv[8] = c->tenant;
    }
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_adddup2(&files, errors, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    /* Python, which az is, would look for modules in a folder that others fill. */
    posix_spawn_file_actions_addchdir_np(&files, "/");
    int rc = posix_spawn(pid, c->program, &files, &attr, argv, c->env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return rc;
}

/* Reads both pipes to their ends. False when it takes too long or says too much, or
 * somebody wakes us. */
static bool listen_to(int out, int errors, const struct http *http, struct buf *into[2])
{
    struct http_watch w = http_watched(http);
    struct pollfd p[3] = {{.fd = out, .events = POLLIN},
                          {.fd = errors, .events = POLLIN},
                          {.fd = w.on ? w.wake_fd : -1, .events = POLLIN}};
    int64_t end = clock_steady_ms() + PATIENCE_MS;
    char part[4096];
    while (p[0].fd >= 0 || p[1].fd >= 0) {
        int64_t left = end - clock_steady_ms();
        if (left <= 0 || (poll(p, 3, (int)left) < 0 && errno != EINTR) || p[2].revents)
            return false;
        for (int i = 0; i < 2; i++) {
            if (p[i].fd < 0 || !p[i].revents)
                continue;
            ssize_t n = read(p[i].fd, part, sizeof part);
            if (n <= 0)
                p[i].fd = -1;
            else if (buf_add(into[i], part, (size_t)n) && i == 0)
                return false;
        }
    }
    secret_wipe(part, sizeof part);
    return true;
}

static int take(const struct buf *answer, struct auth_token *out, struct err *e)
{
    struct doc *d = doc_parse(buf_str(answer), answer->len, NULL);
    const char *text = d ? doc_text(d, "/accessToken") : NULL;
    int rc = 0;
    if (text && *text) {
        *out = (struct auth_token){.text = secret_make(text, strlen(text))};
        if (!doc_integer(d, "/expires_on", &out->expires))
            out->expires = auth_token_expiry(&out->text);
        out->life = out->expires ? out->expires - clock_now() : 0;
    } else {
        rc = err_set(e, ERR_ACCESS, "az answered without a token");
    }
    doc_free(d);
    return rc;
}

/* The last line that az said is the one that tells what to do. */
static const char *last_line(struct buf *said)
{
    while (said->len && (unsigned char)said->data[said->len - 1] <= ' ')
        said->data[--said->len] = '\0';
    const char *nl = said->len ? strrchr(said->data, '\n') : NULL;
    return nl ? nl + 1 : buf_str(said);
}

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct auth_cli *c = (struct auth_cli *)auth;
    int o[2] = {-1, -1}, s[2] = {-1, -1}, status = 0;
    struct buf answer = secret_buf(ANSWER_MAX), said = buf_make(8192);
    pid_t pid = -1;
    int rc = 0;
    (void)claims; /* az has no parameter for it */
    if (pipe2(o, O_CLOEXEC) || pipe2(s, O_CLOEXEC)) {
        rc = err_set(e, ERR_INTERNAL, "cannot make a pipe: %s", strerror(errno));
        goto out;
    }
    int no = start(c, o[1], s[1], &pid);
    close(o[1]);
    close(s[1]);
    o[1] = s[1] = -1;
    if (no) {
        pid = -1;
        rc = err_set(e, ERR_ACCESS, "cannot start %s: %s", c->program, strerror(no));
        goto out;
    }
    bool heard = listen_to(o[0], s[0], c->http, (struct buf *[]){&answer, &said});
    if (!heard)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!heard && (rc = http_pause(c->http, 0, e)))
        goto out; /* stopped: that is no refusal */
    if (!heard)
        rc = err_set(e, ERR_ACCESS, "%s did not answer in time, or too much", c->program);
    else if (!WIFEXITED(status) || WEXITSTATUS(status))
        rc = err_set(e, ERR_ACCESS, "az refused: %s", last_line(&said));
    else
        rc = take(&answer, out, e);
out:
    for (int i = 0; i < 2; i++) {
        if (o[i] >= 0)
            close(o[i]);
        if (s[i] >= 0)
            close(s[i]);
    }
    secret_buf_free(&answer);
    buf_free(&said);
    return rc;
}

static void end(struct auth *auth)
{
    struct auth_cli *c = (struct auth_cli *)auth;
    for (size_t i = 0; i < 3; i++)
        free(c->env[i]);
    free(c->program);
    free(c->scope);
    free(c->tenant);
    free(c);
}

static void add_env(struct auth_cli *c, const char *name, const char *value)
{
    if (!value)
        return;
    struct buf b = buf_make(65536);
    buf_fmt(&b, "%s=%s", name, value);
    size_t i = 0;
    while (c->env[i])
        i++;
    c->env[i] = buf_steal(&b);
}

struct auth *auth_cli_make(const struct auth_input *in, struct err *e)
{
    char *program = find_az(in->path);
    if (!program) {
        err_set(e, ERR_NOINPUT, "the Azure CLI (az) is not in PATH");
        return NULL;
    }
    struct auth_cli *c = mem_new(sizeof *c);
    c->auth = (struct auth){.name = "azure-cli", .get = get, .free = end};
    c->program = program;
    c->http = in->http;
    c->tenant = mem_text(in->tenant);
    size_t n = strlen(in->audience);
    while (n && in->audience[n - 1] == '/')
        n--;
    struct buf scope = buf_make(4096);
    buf_add(&scope, in->audience, n);
    buf_text(&scope, "/.default");
    c->scope = buf_steal(&scope);
    add_env(c, "PATH", in->path);
    add_env(c, "HOME", in->home);
    add_env(c, "AZURE_CONFIG_DIR", in->azure_config);
    return &c->auth;
}
