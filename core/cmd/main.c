/* holdfast: dispatch and help. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/leftover.h"
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

struct subcommand {
    const char *name;
    unsigned bit;
    int (*run)(struct cmd *c, struct err *e);
    const char *arguments, *does;
    const char *examples; /* two */
};

static const struct subcommand subcommands[] = {
    {"scan", FOR_SCAN, cmd_scan, "",
     "read an estate (or an inventory), run checks, report",
     "  holdfast scan -s contoso-prod --report json=scan.json\n"
     "  holdfast scan --from estate.jsonl --check 'immutability-*' --fail-on high\n"},
    {"collect", FOR_COLLECT, cmd_collect, "", "only read Azure into an inventory",
     "  holdfast collect -o estate.inv\n"
     "  holdfast collect -o prod.inv -s contoso-prod --auth azure-cli\n"},
    {"inventory", FOR_INVENTORY, cmd_inventory, "load|dump|info FILE…",
     "between JSON Lines and the inventory file",
     "  holdfast inventory load -o estate.inv vaults.json items.jsonl\n"
     "  holdfast inventory dump estate.inv > estate.jsonl\n"},
    {"query", FOR_QUERY, cmd_query, "SQL", "ask an inventory in SQL, read-only",
     "  holdfast query --from estate.inv 'select key from resource limit 5'\n"
     "  holdfast query --from estate.inv --format csv 'select * from gap'\n"},
    {"checks", FOR_CHECKS, cmd_checks, "[ID…]", "list the checks, or explain some",
     "  holdfast checks\n"
     "  holdfast checks immutability-locked --format json\n"},
    {"plan", FOR_PLAN, cmd_plan, "", "what a scan would read, and the rights it takes",
     "  holdfast plan\n"
     "  holdfast plan --protection coverage --format json\n"},
    {"key", FOR_KEY, cmd_key, "new [NAME]", "make a key that signs packs of checks",
     "  holdfast key new\n"
     "  holdfast key new keys/release-2026\n"},
    {"sign", FOR_SIGN, cmd_sign, "FOLDER", "sign a folder of checks as a pack",
     "  holdfast sign our-checks --key release-2026.key\n"
     "  holdfast sign our-checks --key release-2026.key --pack-version 1.4.0\n"},
    {"role", FOR_ROLE, cmd_role, "", "the custom role that is just enough for a scan",
     "  holdfast role -s 11111111-2222-3333-4444-555555555555 > role.json\n"
     "  holdfast role --protection immutability --management-group platform\n"},
    {"validate", FOR_VALIDATE, cmd_validate, "PATH…",
     "every defect of custom checks, with file and line",
     "  holdfast validate checks/\n"
     "  holdfast validate --strict --format sarif -o checks.sarif checks/backups.lua\n"},
    {"version", FOR_VERSION, cmd_version, "",
     "versions of holdfast and what it stands on",
     "  holdfast version\n"
     "  holdfast version --help\n"},
};
enum { SUBCOMMANDS = sizeof subcommands / sizeof *subcommands };

/* Set by the signal handler alone: the one thing that it may write. */
static volatile int stopped_by; /* read through cmd.stop */
static volatile int asked;      /* through cmd.asked */

static void on_signal(int number)
{
    if (stopped_by) { /* the second time: at once */
        leftover_remove();
        _exit(128 + number);
    }
    stopped_by = number;
}

static void on_question(int number)
{
    (void)number;
    asked = 1;
}

static void watch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN};
    struct sigaction question = {.sa_handler = on_question, .sa_flags = SA_RESTART};
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigemptyset(&question.sa_mask);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGUSR1, &question, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL); /* a limit is an error like a full disk */
}

const char *cmd_env(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* A variable's value leaves the environment before any other program is started: the
 * memory that /proc shows is zeroed. */
static struct secret take_secret(const char *variable)
{
    char *value = getenv(variable);
    if (!value || !*value)
        return (struct secret){0};
    struct secret s = secret_make(value, strlen(value));
    secret_wipe(value, strlen(value));
    return s;
}

static void put(int fd, const struct buf *text)
{
    struct err e;
    (void)io_write(fd, buf_str(text), text->len, &e); /* nobody is left to tell */
}

static int greet(int fd, int code)
{
    struct buf out = buf_make(8192);
    buf_text(&out,
             "holdfast: if somebody gets into the Azure estate tonight, are the backups "
             "still\nthere tomorrow? It reads vaults and what surrounds them, and never "
             "writes.\n\n");
    for (size_t i = 0; i < SUBCOMMANDS; i++)
        buf_fmt(&out, "  holdfast %-10s %s\n", subcommands[i].name, subcommands[i].does);
    buf_text(&out,
             "\nEach has --help. Start with:\n"
             "  holdfast scan                    the subscriptions that you can read\n"
             "  holdfast scan --from FILE        an inventory or what az printed\n");
    put(fd, &out);
    buf_free(&out);
    return code;
}

static int help(const struct subcommand *s)
{
    struct buf out = buf_make(16384);
    buf_fmt(&out, "holdfast %s [OPTION…] %s\n%s.\n", s->name, s->arguments, s->does);
    options_help(s->bit, &out);
    buf_fmt(&out, "%s", s->examples);
    put(STDOUT_FILENO, &out);
    buf_free(&out);
    return 0;
}

static const struct subcommand *find(const char *name)
{
    for (size_t i = 0; i < SUBCOMMANDS; i++)
        if (!strcmp(subcommands[i].name, name))
            return &subcommands[i];
    return NULL;
}

static int run(const struct subcommand *s, struct cmd *c, int argc, char **argv)
{
    struct err e = {0};
    int rc = options_parse(&c->opt, s->bit, argc, argv, &e);
    c->log.level = c->opt.quiet ? LOG_ERROR : c->opt.verbose ? LOG_INFO : LOG_WARN;
    c->log.json = text_same(c->opt.log_format, "json");
    if (!rc && c->opt.log_format && !c->log.json && !text_same(c->opt.log_format, "text"))
        rc = err_set(&e, ERR_USAGE, "--log-format %s: wants text or json",
                     c->opt.log_format);
    if (!rc && c->opt.help)
        return help(s);
    if (!rc)
        rc = places_find(&c->places, &e);
    if (!rc)
        rc = s->run(c, &e);
    if (rc < 0)
        log_say(&c->log, LOG_ERROR, "%s", e.text);
    places_free(&c->places);
    if (rc == -ERR_AGAIN && *c->stop) /* stopped before there was anything to keep */
        return 128 + *c->stop;
    return rc < 0 ? -rc : rc;
}

int main(int argc, char **argv)
{
    struct cmd c = {.log = {"holdfast", LOG_WARN, false, STDERR_FILENO},
                    .stop = &stopped_by,
                    .asked = &asked};
    if (getauxval(AT_SECURE)) {
        log_say(&c.log, LOG_ERROR, "it must not be installed set-user-id");
        return ERR_CONFIG;
    }
    umask(077);
    c.client_secret = take_secret("AZURE_CLIENT_SECRET");
    c.token = take_secret("AZURE_ACCESS_TOKEN");
    if (secret_harden_process())
        log_say(&c.log, LOG_WARN, "others of this user may look into this process");
    watch_signals();
    const char *name = argc > 1 ? argv[1] : "";
    if (!strcmp(name, "--version"))
        name = "version";
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help"))
        return greet(STDOUT_FILENO, 0);
    if (argc < 2)
        return greet(STDERR_FILENO, ERR_USAGE);
    const struct subcommand *s = find(name);
    if (!s) {
        log_say(&c.log, LOG_ERROR, "there is no subcommand %s: see holdfast --help",
                name);
        return ERR_USAGE;
    }
    int code = run(s, &c, argc - 2, argv + 2);
    options_free(&c.opt);
    secret_free(&c.client_secret);
    secret_free(&c.token);
    return code;
}
