/* holdfast doctor: what works here, what does not, what to do. Each thing is tried as a
 * scan would try it, not looked up. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "cage/parts.h"
#include "cmd/cmd.h"
#include "config.h"
#include "data/inventory.h"
#include "data/jsonout.h"

#include <holdfast/plugin.h>

#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum state { WELL, WEAK, BAD };
enum { LOAD_TIMEOUT_MS = 10000, DAY = 86400, SIGNIN_TIMEOUT = 60 };

struct doctor {
    struct cmd *c;
    struct buf out;
    bool json, any;
    int code;
};

static void ends_with(struct doctor *d, int code)
{
    if (d->code < code)
        d->code = code;
}

/* One thing; `advice` is NULL when there is nothing to do. */
static void say(struct doctor *d, enum state state, const char *name, const char *advice,
                const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void say(struct doctor *d, enum state state, const char *name, const char *advice,
                const char *fmt, ...)
{
    static const char *const words[] = {"ok", "weak", "bad"};
    char what[2048];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (state == BAD)
        ends_with(d, ERR_INCOMPLETE);
    if (d->json) {
        buf_text(&d->out, d->any ? ",\n{" : "\n{");
        json_member(&d->out, "name", name);
        json_member(&d->out, "state", words[state]);
        json_member(&d->out, "what", what);
        json_member(&d->out, "advice", advice);
        buf_char(&d->out, '}');
    } else {
        buf_fmt(&d->out, "%-5s %-10s ", words[state], name);
        text_show_buf(&d->out, what, strlen(what));
        buf_fmt(&d->out, "%s%s\n", advice ? "\n                 do: " : "",
                advice ? advice : "");
    }
    d->any = true;
}

/* --- this machine --- */

static void look_at_versions(struct doctor *d)
{
    say(d, WELL, "version", NULL, "holdfast %s, plugin ABI %d.%d, SQLite %s, %s",
        PACKAGE_VERSION, HF_ABI_MAJOR, HF_ABI_MINOR, inventory_library(),
        OpenSSL_version(OPENSSL_VERSION));
}

/* Code is loaded from descriptors, and those have their names there. */
static void look_at_proc(struct doctor *d)
{
    if (access("/proc/self/fd", R_OK | X_OK))
        say(d, BAD, "proc", "mount it: mount -t proc proc /proc",
            "/proc/self/fd is not there: no plugin can be loaded");
    else
        say(d, WELL, "proc", NULL, "/proc/self/fd is there");
}

static void look_at_cage(struct doctor *d, const struct describing *how)
{
    struct utsname u;
    struct parts cage;
    struct err why = {0};
    if (uname(&u))
        u = (struct utsname){.release = "?"};
    if (describe_cage(how, &cage, &why)) {
        d->code = ERR_CONFIG;
        say(d, BAD, "cage",
            "no check runs without it; the container, or the kernel's "
            "own settings, have to allow it",
            "Linux %s: %s", u.release, why.text);
    } else if (!(cage.in & PART_LIMITS)) {
        say(d, WEAK, "cage", "use a build without sanitizers and coverage",
            "Linux %s: %s", u.release, parts_text(&cage));
    } else if (cage.in == PARTS_ALL) {
        say(d, WELL, "cage", NULL, "Linux %s: %s entered, Landlock ABI %u", u.release,
            parts_text(&cage), cage.abi);
    } else {
        say(d, WEAK, "cage",
            cage.in & PART_LANDLOCK
                ? "a kernel with CONFIG_SECCOMP_FILTER holds plugins in"
                : "a kernel with CONFIG_SECURITY_LANDLOCK, and landlock "
                  "in its list lsm=, holds files back as well",
            "Linux %s: %s entered", u.release, parts_text(&cage));
    }
}

static void look_at_temporary(struct doctor *d)
{
    const char *folder = cmd_env("TMPDIR");
    struct err why = {0};
    int fd = io_temp(folder, &why);
    int rc = fd < 0 ? fd : io_write(fd, "x", 1, &why);
    if (fd >= 0)
        close(fd);
    if (rc)
        say(d, BAD, "temporary", "set TMPDIR to a folder with room", "%s", why.text);
    else
        say(d, WELL, "temporary", NULL, "%s can be written", folder ? folder : "/tmp");
}

/* Certificates and tokens are judged by the clock. It cannot be before this program was
 * put here. */
static void look_at_clock(struct doctor *d)
{
    static const int64_t far = INT64_C(4102444800); /* the year 2100 */
    struct stat st;
    char text[32], made[32];
    int64_t now = clock_now();
    int64_t since = stat("/proc/self/exe", &st) ? 0 : (int64_t)st.st_mtime;
    clock_format(now, text);
    clock_format(since, made);
    if (now < since - DAY || now > far)
        say(d, BAD, "clock", "set it: sign-in and certificates depend on it",
            "it says %s, and holdfast was installed at %s", text, made);
    else
        say(d, WELL, "clock", NULL, "%s", text);
}

/* --- Azure --- */

/* Whether anybody meant to sign in here: without, scans of files are all that is wanted.
 */
static bool meant_to(const struct cmd *c)
{
    bool meant = c->opt.auth != NULL;
    for (enum signin_name n = 0; n < SIGNIN_NAMES; n++)
        meant |= n != SIGNIN_CHOICE && n != SIGNIN_SEND_CHAIN &&
                 signin_text(&c->signin, n) != NULL;
    return meant;
}

/* What the token that was had is good for. */
static void look_at_access(struct doctor *d, const struct azure_signin *how, bool meant)
{
    if (!how->access) {
        say(d, WELL, "access", NULL, "Resource Manager answers: %lld subscription%s%s",
            (long long)how->subscriptions, text_plural((uint64_t)how->subscriptions),
            how->more ? ", and more" : "");
        return;
    }
    if (meant)
        ends_with(d, -how->access);
    say(d, meant ? BAD : WEAK, "access",
        how->access == -ERR_ACCESS
            ? "give the identity the role that holdfast role prints, or Reader"
            : "see that this machine reaches it: network, --proxy, --cloud, --ca-file",
        "%s", how->why ? how->why : "Resource Manager was not asked");
}

/* Signs in as a scan would. Secrets go then: what follows runs others' code. */
static void look_at_signin(struct doctor *d)
{
    struct azure_signin how;
    struct err why = {0};
    char until[32] = "not said";
    d->c->opt.timeout = SIGNIN_TIMEOUT;
    bool meant = meant_to(d->c);
    int rc = azure_sign_in(d->c, &how, &why);
    signin_free(&d->c->signin);
    if (rc && !meant)
        say(d, WEAK, "sign-in",
            "set up one of SIGN-IN in holdfast(1), or scan a file with --from", "%s",
            why.text);
    else if (rc)
        say(d, BAD, "sign-in", "see SIGN-IN in holdfast(1)", "%s", why.text);
    if (meant && (rc == -ERR_ACCESS || rc == -ERR_UNAVAILABLE))
        ends_with(d, -rc);
    if (how.expires)
        clock_format(how.expires, until);
    if (!rc)
        say(d, WELL, "sign-in", NULL, "%s, tenant %s, until %s", how.took,
            how.tenant ? how.tenant : "not said", until);
    for (size_t i = 0; i < how.skipped.n && !rc; i++)
        say(d, WELL, "not with", NULL, "%s", how.skipped.at[i]);
    if (!rc)
        look_at_access(d, &how, meant);
    azure_signin_free(&how);
}

/* --- folders of checks --- */

struct folder {
    const char *name, *path;
    bool outside;
    size_t first, end; /* of its files in the code */
};

static void look_at_folder(struct doctor *d, struct code *code, struct folder *f)
{
    struct err why = {0};
    f->first = code->n;
    if (code_add_folder(code, f->path, f->outside, false, &why))
        say(d, BAD, f->name,
            f->outside ? "name another folder" : "install holdfast whole", "%s",
            why.text);
    f->end = code->n;
}

static void count_checks(struct doctor *d, const struct code *code,
                         const struct known_checks *known, const struct folder *f)
{
    size_t files = 0, checks = 0;
    for (size_t i = f->first; i < f->end; i++)
        files += code->files[i].kind != JOB_LIB;
    for (size_t i = 0; i < known->n; i++)
        checks += known->at[i].file >= f->first && known->at[i].file < f->end;
    if (files)
        say(d, WELL, f->name, NULL, "%s: %zu check%s in %zu file%s", f->path, checks,
            text_plural(checks), files, text_plural(files));
}

static void look_at_checks(struct doctor *d, const struct describing *how)
{
    const struct options *o = &d->c->opt;
    struct folder own[] = {{.name = "plugins", .path = d->c->places.plugins},
                           {.name = "scripts", .path = d->c->places.scripts}};
    struct trust trust = {0};
    struct code code = {.trust = &trust, .require_signed = o->require_signed};
    struct known_checks known;
    struct err why = {0};
    if (known_trust(d->c, &trust, &why))
        say(d, BAD, "trust", "name a trust folder with --trust", "%s", why.text);
    struct folder more[64];
    size_t n = o->check_dirs.n < 64 ? o->check_dirs.n : 64;
    look_at_folder(d, &code, &own[0]);
    look_at_folder(d, &code, &own[1]);
    for (size_t i = 0; i < n; i++) {
        more[i] = (struct folder){
            .name = "check-dir", .path = o->check_dirs.at[i], .outside = true};
        look_at_folder(d, &code, &more[i]);
    }
    if (d->code == ERR_CONFIG) {
        say(d, BAD, "checks", NULL, "not loaded: without a cage nothing is");
    } else if (describe_checks(&code, how, &known, &why)) {
        d->code = ERR_CONFIG;
        say(d, BAD, "checks", "install holdfast whole", "%s", why.text);
    } else {
        count_checks(d, &code, &known, &own[0]);
        count_checks(d, &code, &known, &own[1]);
        for (size_t i = 0; i < n; i++)
            count_checks(d, &code, &known, &more[i]);
        describe_free(&known);
    }
    for (size_t i = 0; i < code.n_refused; i++)
        say(d, BAD, "refused", NULL, "%s: %s", code.refused[i].file,
            code.refused[i].reason);
    code_free(&code);
    trust_free(&trust);
}

/* --- all of it --- */

int cmd_doctor(struct cmd *c, struct err *e)
{
    const char *format = c->opt.format ? c->opt.format : "text";
    struct doctor d = {.c = c, .json = text_same(format, "json")};
    struct describing how = {c->places.eval, LOAD_TIMEOUT_MS, c->opt.weak_cage};
    if (!d.json && !text_same(format, "text"))
        return err_set(e, ERR_USAGE, "--format %s: wants text or json", format);
    if (c->opt.words.n)
        return err_set(e, ERR_USAGE, "doctor takes no argument \"%s\": see --help",
                       c->opt.words.at[0]);
    d.out = buf_make(16 << 20);
    if (d.json)
        buf_text(&d.out, "{\"schema\":\"holdfast.doctor/1\",\"items\":[");
    look_at_versions(&d);
    look_at_proc(&d);
    look_at_signin(&d);
    look_at_cage(&d, &how);
    look_at_checks(&d, &how);
    look_at_temporary(&d);
    look_at_clock(&d);
    if (*c->stop)
        d.code = 128 + *c->stop;
    if (d.json)
        buf_fmt(&d.out, "],\n\"exit\":%d}\n", d.code);
    int rc = io_write(STDOUT_FILENO, buf_str(&d.out), d.out.len, e);
    buf_free(&d.out);
    return rc ? rc : d.code;
}
