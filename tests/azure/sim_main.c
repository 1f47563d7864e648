/* The simulator as a program, for tests that are shell scripts and for people. */

#include "sim.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIM_MAIN_REPEAT 64
#define SIM_MAIN_SECONDS 300

static const char sim_main_usage[] =
    "usage: azure-sim --inventory FILE.jsonl --dir DIR [option]...\n"
    "  --port N               0 (default) picks a free one; always 127.0.0.1\n"
    "  --public-port N        of the server in front, which takes server.pem, "
    "server.key\n"
    "  --page-size N          rows a page (default 100; Resource Graph: what is asked)\n"
    "  --deny TYPE[@SCOPE]    403 AuthorizationFailed; repeatable\n"
    "  --allow ACTION         the RBAC actions that there are (default: all); "
    "repeatable\n"
    "  --fault SPEC           KIND@SUBSTRING[%K][*N][;name=value]; repeatable; KIND is\n"
    "                         429 429sub [;retry-after=SECONDS|date|none] 503html\n"
    "                         500 504 401claims 401expired 404 410 hang cut reset\n"
    "                         stall trickle badjson huge 409unregistered\n"
    "                         answer ;file=FILE\n"
    "                         loop-nextlink otherhost-nextlink redirect "
    "[;host=HOST:PORT]\n"
    "  --server KIND          a certificate that is expired, early or wrong-name\n"
    "  --tls PRIORITIES       of GnuTLS (default NORMAL)\n"
    "  --versions TYPE=V1,V2  the only api-versions of the type, oldest first; "
    "repeatable\n"
    "  --secret TEXT          of client " SIM_CLIENT_ID " (default " SIM_SECRET ")\n"
    "  --token TEXT           a bearer that is accepted beside those issued\n"
    "  --token-life SECONDS   of those issued (default 3599)\n"
    "  --thin-lists           protected items in lists lack what Azure gives on GET "
    "only\n"
    "  --latency MS           that each answer takes (default 0)\n"
    "  --quotas               429 beyond Azure's quotas: 250 reads and 25 a second of a\n"
    "                         subscription, 15 queries of Resource Graph in 5 s\n"
    "  --trusted              lines {\"id\":\"ID\",\"type\":\"TYPE\",... are not parsed\n"
    "  --certificate FILE     PEM, registered for the application\n"
    "  --assertions FILE      takes each client assertion that came, one a line\n"
    "  --arc-key FILE         the key file that Azure Arc's challenge names\n"
    "  --old-algorithm        assertions signed with PS256 are refused\n"
    "  --need-chain           assertions without x5c are refused\n"
    "  --log-in-pages         issuers answer with a page instead of a refusal\n"
    "  --request-log FILE     METHOD STATUS PATH?QUERY, one line a request\n"
    "  --heard FILE           takes the secrets of each request as they came\n"
    "  --max-seconds N        ends by itself (default 300)\n";

enum {
    SIM_MAIN_INVENTORY = 1,
    SIM_MAIN_DIR,
    SIM_MAIN_PORT,
    SIM_MAIN_PUBLIC,
    SIM_MAIN_PAGE,
    SIM_MAIN_DENY,
    SIM_MAIN_ALLOW,
    SIM_MAIN_FAULT,
    SIM_MAIN_VERSIONS,
    SIM_MAIN_SECRET,
    SIM_MAIN_TOKEN,
    SIM_MAIN_LIFE,
    SIM_MAIN_THIN,
    SIM_MAIN_LATENCY,
    SIM_MAIN_QUOTAS,
    SIM_MAIN_TRUSTED,
    SIM_MAIN_LOG,
    SIM_MAIN_HEARD,
    SIM_MAIN_MAX,
    SIM_MAIN_CERTIFICATE,
    SIM_MAIN_ASSERTIONS,
    SIM_MAIN_ARC,
    SIM_MAIN_OLD,
    SIM_MAIN_CHAIN,
    SIM_MAIN_PAGES,
    SIM_MAIN_SERVER,
    SIM_MAIN_TLS,
    SIM_MAIN_HELP
};

static const struct option sim_main_options[] = {
    {"inventory", required_argument, NULL, SIM_MAIN_INVENTORY},
    {"dir", required_argument, NULL, SIM_MAIN_DIR},
    {"port", required_argument, NULL, SIM_MAIN_PORT},
    {"public-port", required_argument, NULL, SIM_MAIN_PUBLIC},
    {"page-size", required_argument, NULL, SIM_MAIN_PAGE},
    {"deny", required_argument, NULL, SIM_MAIN_DENY},
    {"allow", required_argument, NULL, SIM_MAIN_ALLOW},
    {"fault", required_argument, NULL, SIM_MAIN_FAULT},
    {"versions", required_argument, NULL, SIM_MAIN_VERSIONS},
    {"secret", required_argument, NULL, SIM_MAIN_SECRET},
    {"token", required_argument, NULL, SIM_MAIN_TOKEN},
    {"token-life", required_argument, NULL, SIM_MAIN_LIFE},
    {"thin-lists", no_argument, NULL, SIM_MAIN_THIN},
    {"latency", required_argument, NULL, SIM_MAIN_LATENCY},
    {"quotas", no_argument, NULL, SIM_MAIN_QUOTAS},
    {"trusted", no_argument, NULL, SIM_MAIN_TRUSTED},
    {"certificate", required_argument, NULL, SIM_MAIN_CERTIFICATE},
    {"assertions", required_argument, NULL, SIM_MAIN_ASSERTIONS},
    {"arc-key", required_argument, NULL, SIM_MAIN_ARC},
    {"old-algorithm", no_argument, NULL, SIM_MAIN_OLD},
    {"need-chain", no_argument, NULL, SIM_MAIN_CHAIN},
    {"log-in-pages", no_argument, NULL, SIM_MAIN_PAGES},
    {"request-log", required_argument, NULL, SIM_MAIN_LOG},
    {"server", required_argument, NULL, SIM_MAIN_SERVER},
    {"tls", required_argument, NULL, SIM_MAIN_TLS},
    {"heard", required_argument, NULL, SIM_MAIN_HEARD},
    {"max-seconds", required_argument, NULL, SIM_MAIN_MAX},
    {"help", no_argument, NULL, SIM_MAIN_HELP},
    {NULL, 0, NULL, 0},
};

struct sim_main {
    struct sim_options sim;
    const char *deny[SIM_MAIN_REPEAT + 1];
    const char *allow[SIM_MAIN_REPEAT + 1];
    const char *faults[SIM_MAIN_REPEAT + 1];
    const char *versions[SIM_MAIN_REPEAT + 1];
    unsigned seconds;
};

static int sim_main_number(const char *text, unsigned long max, unsigned *out)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end || n > max)
        return -1;
    *out = (unsigned)n;
    return 0;
}

static int sim_main_append(const char **list, const char *text)
{
    size_t n = 0;

    while (list[n])
        n++;
    if (n == SIM_MAIN_REPEAT)
        return -1;
    list[n] = text;
    return 0;
}

/* Those of signing in; -1 for others. */
static int sim_main_take_proof(struct sim_main *m, int option, const char *text)
{
    switch (option) {
    case SIM_MAIN_CERTIFICATE:
        m->sim.certificate = text;
        return 0;
    case SIM_MAIN_ASSERTIONS:
        m->sim.assertions = text;
        return 0;
    case SIM_MAIN_HEARD:
        m->sim.heard = text;
        return 0;
    case SIM_MAIN_ARC:
        m->sim.arc_key = text;
        return 0;
    case SIM_MAIN_OLD:
        m->sim.old_algorithm = true;
        return 0;
    case SIM_MAIN_CHAIN:
        m->sim.need_chain = true;
        return 0;
    case SIM_MAIN_PAGES:
        m->sim.log_in_pages = true;
        return 0;
    default:
        return -1;
    }
}

static int sim_main_take(struct sim_main *m, int option, const char *text)
{
    switch (option) {
    case SIM_MAIN_INVENTORY:
        m->sim.inventory = text;
        return 0;
    case SIM_MAIN_DIR:
        m->sim.dir = text;
        return 0;
    case SIM_MAIN_PORT:
        return sim_main_number(text, 65535, &m->sim.port);
    case SIM_MAIN_PUBLIC:
        return sim_main_number(text, 65535, &m->sim.public_port);
    case SIM_MAIN_PAGE:
        return sim_main_number(text, 100000, &m->sim.page_size);
    case SIM_MAIN_DENY:
        return sim_main_append(m->deny, text);
    case SIM_MAIN_ALLOW:
        return sim_main_append(m->allow, text);
    case SIM_MAIN_FAULT:
        return sim_main_append(m->faults, text);
    case SIM_MAIN_VERSIONS:
        return sim_main_append(m->versions, text);
    case SIM_MAIN_SERVER:
        m->sim.server = text;
        return 0;
    case SIM_MAIN_TLS:
        m->sim.tls = text;
        return 0;
    case SIM_MAIN_SECRET:
        m->sim.secret = text;
        return 0;
    case SIM_MAIN_TOKEN:
        m->sim.token = text;
        return 0;
    case SIM_MAIN_LIFE:
        return sim_main_number(text, 86400, &m->sim.token_life);
    case SIM_MAIN_THIN:
        m->sim.thin_lists = true;
        return 0;
    case SIM_MAIN_LATENCY:
        return sim_main_number(text, 60000, &m->sim.latency);
    case SIM_MAIN_QUOTAS:
        m->sim.quotas = true;
        return 0;
    case SIM_MAIN_TRUSTED:
        m->sim.trusted = true;
        return 0;
    case SIM_MAIN_LOG:
        m->sim.request_log = text;
        return 0;
    case SIM_MAIN_MAX:
        return sim_main_number(text, 86400, &m->seconds);
    default:
        return sim_main_take_proof(m, option, text);
    }
}

static int sim_main_parse(struct sim_main *m, int argc, char **argv)
{
    int option;

    m->sim.deny = m->deny;
    m->sim.allow = m->allow;
    m->sim.faults = m->faults;
    m->sim.versions = m->versions;
    m->seconds = SIM_MAIN_SECONDS;
    while ((option = getopt_long(argc, argv, "", sim_main_options, NULL)) != -1) {
        if (sim_main_take(m, option, optarg)) {
            if (option != '?' && option != SIM_MAIN_HELP)
                fprintf(stderr, "azure-sim: cannot use '%s'\n", optarg ? optarg : "");
            return -1;
        }
    }
    return optind == argc && m->sim.inventory && m->sim.dir ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct sim_main m = {.seconds = 0};
    struct timespec wait;
    sigset_t ends;
    struct sim *sim;
    char why[512];

    if (sim_main_parse(&m, argc, argv)) {
        fputs(sim_main_usage, stderr);
        return 64;
    }
    /* blocked before the threads start, so that only the wait below takes them */
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    sim = sim_start(&m.sim, why, sizeof why);
    if (!sim) {
        fprintf(stderr, "azure-sim: %s\n", why);
        return 1;
    }
    printf("listening %u %u\n", sim_port(sim), sim_plain_port(sim));
    fflush(stdout);
    wait = (struct timespec){.tv_sec = m.seconds};
    while (sigtimedwait(&ends, NULL, &wait) < 0 && errno == EINTR)
        continue;
    sim_stop(sim);
    return 0;
}
