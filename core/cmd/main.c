/* holdfast: dispatch and help. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/conf.h"
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
    {"merge", FOR_MERGE, cmd_merge, "IN…", "join inventories of shares into one",
     "  holdfast merge -o estate.inv shard-*.inv\n"
     "  holdfast merge -o both.inv prod.inv test.inv\n"},
    {"query", FOR_QUERY, cmd_query, "SQL", "ask an inventory in SQL, read-only",
     "  holdfast query --from estate.inv 'select key from resource limit 5'\n"
     "  holdfast query --from estate.inv --format csv 'select * from gap'\n"},
    {"checks", FOR_CHECKS, cmd_checks, "[ID…]", "list the checks, or explain some",
     "  holdfast checks\n"
     "  holdfast checks immutability-locked --format json\n"},
    {"types", FOR_TYPES, cmd_types, "[TYPE…]",
     "the resource types that it reads, and how",
     "  holdfast types\n"
     "  holdfast types Microsoft.RecoveryServices/vaults --format json\n"},
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
    {"doctor", FOR_DOCTOR, cmd_doctor, "", "what works here, what does not, what to do",
     "  holdfast doctor\n"
     "  holdfast doctor --check-dir checks --format json\n"},
    {"report", FOR_REPORT, cmd_report, "FILE", "a saved JSON report in other formats",
     "  holdfast report scan.json\n"
     "  holdfast report scan.jsonl -f json -o scan.json\n"},
    {"config", FOR_CONFIG, cmd_config, "show",
     "the settings in force, and whose they are",
     "  holdfast config show --config nightly.lua\n"
     "  holdfast config show --config nightly.lua --profile quick -f json\n"},
    {"lua", FOR_LUA, cmd_lua, "FILE [ARG…]",
     "run a Lua program of yours with holdfast in it",
     "  holdfast lua weekly.lua scan.json last.json\n"
     "  holdfast lua -                   a program on standard input\n"},
    {"test", FOR_TEST, cmd_test, "PATH…", "try checks against the fixtures beside them",
     "  holdfast test my-checks\n"
     "  holdfast test my-checks --mutate --coverage --format tap\n"},
    {"new", FOR_NEW, cmd_new, "check NAME", "start a check with its fixtures",
     "  holdfast new check vault-names --lua\n"
     "  holdfast new check vault-names --c --dir my-checks\n"},
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

/* What a sign-in may want, before any other program is started. The value of a secret
 * leaves the environment: the memory that /proc shows is zeroed. */
static void take_signin(struct signin *s)
{
    for (int n = 0; n < SIGNIN_NAMES; n++) {
        char *value = getenv(signin_variable((enum signin_name)n));
        signin_set(s, (enum signin_name)n, value);
        if (value && n < SIGNIN_SECRETS)
            secret_wipe(value, strlen(value));
    }
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
             "\nEach has --help. Start with scan: the subscriptions that you can read, "
             "or with\n--from FILE an inventory, or what az printed.\n");
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

static int settle_log(struct cmd *c, struct err *e)
{
    const char *format = c->opt.log_format;
    c->log.level = c->opt.quiet ? LOG_ERROR : c->opt.verbose ? LOG_INFO : LOG_WARN;
    c->log.json = text_same(format, "json");
    return !format || c->log.json || text_same(format, "text")
               ? 0
               : err_set(e, ERR_USAGE, "--log-format %s: wants text or json", format);
}

/* The program of `lua` has its own words behind its name. */
static int own_arguments(const struct subcommand *s, int argc, char **argv)
{
    int n = 0;
    while (n < argc && argv[n][0] == '-' && argv[n][1])
        n++;
    return s->bit == FOR_LUA && n < argc ? n : argc;
}

static int run(const struct subcommand *s, struct cmd *c, int argc, char **argv)
{
    struct err e = {0};
    int own = own_arguments(s, argc, argv);
    int rc = options_parse(&c->opt, s->bit, own, argv, &e);
    int log = settle_log(c, rc ? NULL : &e);
    rc = rc ? rc : log;
    if (!rc && c->opt.help)
        return help(s);
    for (int i = own; i < argc; i++)
        strs_add(&c->opt.words, argv[i]);
    if (!rc)
        rc = places_find(&c->places, &e);
    if (!rc)
        rc = conf_apply(c, s->bit, &e);
    if (!rc)
        rc = settle_log(c, &e);
    if (!rc)
        rc = s->run(c, &e);
    if (rc < 0)
        rc = conf_blame(c->config, &c->opt, &e);
    if (rc < 0)
        log_say(&c->log, LOG_ERROR, "%s", e.text);
    places_free(&c->places);
    if (rc == -ERR_AGAIN && *c->stop) /* stopped before there was anything to keep */
        return 128 + *c->stop;
    return rc < 0 ? -rc : rc;
}

/* Not for `lua`: the operator's own program may start holdfast to collect, and finds the
 * environment, the mask of files and the signals as the operator left them. */
static void protect(struct cmd *c)
{
    umask(077);
    take_signin(&c->signin);
    if (secret_harden_process())
        log_say(&c->log, LOG_WARN, "others of this user may look into this process");
    watch_signals();
}

static int dispatch(struct cmd *c, const char *name, int argc, char **argv)
{
    if (!strcmp(name, "--version"))
        name = "version";
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help"))
        return greet(STDOUT_FILENO, 0);
    if (argc < 2)
        return greet(STDERR_FILENO, ERR_USAGE);
    const struct subcommand *s = find(name);
    if (s)
        return run(s, c, argc - 2, argv + 2);
    log_say(&c->log, LOG_ERROR, "there is no subcommand %s: see holdfast --help", name);
    return ERR_USAGE;
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
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "lua") != 0)
        protect(&c);
    int code = dispatch(&c, name, argc, argv);
    conf_free(c.config);
    free(c.show_format);
    options_free(&c.opt);
    signin_free(&c.signin);
    return code;
}
