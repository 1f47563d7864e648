#include "cmd/options.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { FLAG, TEXT, LIST, NUMBER };

struct option {
    const char *name; /* long name */
    char letter;      /* or 0 */
    enum kind kind;
    size_t at; /* offset of its member in struct options */
    unsigned commands;
    const char *value; /* of the argument, in help */
    const char *help;
    long max; /* of a number */
};

#define AT(member) offsetof(struct options, member)
enum {
    LIVE = FOR_SCAN | FOR_COLLECT,
    SELECT = FOR_SCAN | FOR_COLLECT | FOR_PLAN | FOR_ROLE
};

static const struct option table[] = {
    {"subscription", 's', LIST, AT(subscriptions), LIVE | FOR_ROLE, "ID|NAME",
     "only these subscriptions", 0},
    {"management-group", 0, LIST, AT(management_groups), FOR_ROLE, "ID",
     "where the role can be assigned", 0},
    {"resource-group", 0, LIST, AT(groups), FOR_SCAN, "NAME",
     "judge only what lies in it", 0},
    {"vault", 0, LIST, AT(vaults), FOR_SCAN, "ID",
     "judge only this vault and what is below", 0},
    {"from", 0, TEXT, AT(from), FOR_SCAN | FOR_QUERY | FOR_PLAN, "FILE",
     "an inventory, JSON Lines or ARM resources (- stdin)", 0},
    {"save", 0, TEXT, AT(save), FOR_SCAN, "FILE", "keep the inventory", 0},
    {"assume-complete", 0, FLAG, AT(assume_complete), FOR_SCAN, NULL,
     "what the file does not hold does not exist", 0},
    {"auth", 0, TEXT, AT(auth), LIVE, "METHOD", "auto, client-secret, token, azure-cli",
     0},
    {"cloud", 0, TEXT, AT(cloud), LIVE, "NAME|FILE",
     "public, usgov, china, or a JSON file", 0},
    {"ca-file", 0, TEXT, AT(ca_file), LIVE, "FILE", "certificates to trust", 0},
    {"proxy", 0, TEXT, AT(proxy), LIVE, "URL", "as curl; proxy variables are honoured",
     0},
    {"check", 'c', LIST, AT(checks), SELECT, "PATTERN", "only these checks (glob on ids)",
     0},
    {"skip", 0, LIST, AT(skips), SELECT, "PATTERN", "not these checks", 0},
    {"protection", 0, LIST, AT(protections), SELECT, "NAME", "only checks of it", 0},
    {"control", 0, LIST, AT(controls), SELECT, "ID", "only checks of it, as MCSB:BR-2",
     0},
    {"set", 0, LIST, AT(settings), FOR_SCAN, "CHECK.NAME=VALUE", "a setting of a check",
     0},
    {"check-dir", 0, LIST, AT(check_dirs), SELECT | FOR_CHECKS | FOR_VALIDATE, "DIR",
     "more plugins and scripts", 0},
    {"require-signed", 0, FLAG, AT(require_signed), SELECT | FOR_CHECKS, NULL,
     "folders of --check-dir must be signed packs", 0},
    {"trust", 0, TEXT, AT(trust), SELECT | FOR_CHECKS, "DIR",
     "keys and minimum versions for them", 0},
    {"key", 0, TEXT, AT(key), FOR_SIGN, "FILE", "the private key", 0},
    {"name", 0, TEXT, AT(name), FOR_SIGN, "NAME", "of the pack (that of the folder)", 0},
    {"pack-version", 0, TEXT, AT(pack_version), FOR_SIGN, "X.Y.Z", "of the pack (1.0.0)",
     0},
    {"allow-types", 0, FLAG, AT(allow_types), LIVE, NULL,
     "read resource types that files of --check-dir bring", 0},
    {"format", 'f', TEXT, AT(format),
     FOR_SCAN | FOR_QUERY | FOR_CHECKS | FOR_PLAN | FOR_ROLE | FOR_VALIDATE, "NAME",
     "of the output", 0},
    {"output", 'o', TEXT, AT(output),
     FOR_SCAN | FOR_COLLECT | FOR_INVENTORY | FOR_VALIDATE, "FILE", "where it goes", 0},
    {"report", 0, LIST, AT(reports), FOR_SCAN, "NAME=FILE", "one more report", 0},
    {"status", 0, TEXT, AT(status), FOR_SCAN, "LIST", "verdicts that are listed", 0},
    {"fail-on", 0, TEXT, AT(fail_on), FOR_SCAN, "SEVERITY",
     "exit 1 from here on (low; never)", 0},
    {"allow-incomplete", 0, FLAG, AT(allow_incomplete), FOR_SCAN, NULL,
     "gaps do not turn the exit code", 0},
    {"now", 0, TEXT, AT(now), LIVE, "TIME", "the clock of the evaluation", 0},
    {"jobs", 0, NUMBER, AT(jobs), FOR_SCAN, "N", "worker processes", 64},
    {"max-requests", 0, NUMBER, AT(max_requests), LIVE, "N", "requests in flight (16)",
     64},
    {"timeout", 0, NUMBER, AT(timeout), LIVE, "SECONDS", "limit of the whole", 86400},
    {"check-timeout", 0, NUMBER, AT(check_timeout), FOR_SCAN, "SECONDS",
     "limit of one check on one resource (10)", 3600},
    {"log-format", 0, TEXT, AT(log_format), LIVE, "text|json",
     "of what is said on stderr", 0},
    {"quiet", 'q', FLAG, AT(quiet), ~0u, NULL, "only errors on stderr", 0},
    {"verbose", 'v', FLAG, AT(verbose), ~0u, NULL, "say more on stderr", 0},
    {"no-color", 0, FLAG, AT(no_color), FOR_SCAN, NULL, "plain text", 0},
    {"no-progress", 0, FLAG, AT(no_progress), LIVE, NULL, "no counts while it runs", 0},
    {"strict", 0, FLAG, AT(strict), FOR_VALIDATE, NULL, "warnings are errors", 0},
    {"help", 'h', FLAG, AT(help), ~0u, NULL, "this", 0},
};
enum { OPTIONS = sizeof table / sizeof *table };

/* In the contract of the command line, but of later versions. */
static const char *const later[] = {
    "management-group", "resume",       "baseline", "mute",  "config",   "fail-on-new",
    "fail-on-check",    "max-findings", "history",  "shard", "weak-cage"};

static bool is_later(const char *name)
{
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (!strcmp(later[i], name))
            return true;
    return false;
}

static int unknown(const char *name, unsigned command, struct err *e)
{
    const char *near = NULL;
    size_t least = 4;
    if (is_later(name))
        return err_set(e, ERR_USAGE, "--%s is not available in this version", name);
    for (size_t i = 0; i < OPTIONS; i++) {
        bool starts = strlen(name) > 1 && text_starts(table[i].name, name);
        size_t d = starts ? 0 : text_distance(name, table[i].name);
        if (d < least && table[i].commands & command) {
            least = d;
            near = table[i].name;
        }
    }
    return near ? err_set(e, ERR_USAGE, "unknown option --%s: did you mean --%s?", name,
                          near)
                : err_set(e, ERR_USAGE, "unknown option --%s: see --help", name);
}

static const struct option *find_long(const char *name, size_t len)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strlen(table[i].name) == len && !memcmp(table[i].name, name, len))
            return &table[i];
    return NULL;
}

static const struct option *find_letter(char letter)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (letter && table[i].letter == letter)
            return &table[i];
    return NULL;
}

static int set_value(struct options *o, const struct option *opt, const char *value,
                     struct err *e)
{
    char *base = (char *)o + opt->at;
    uint64_t n;
    switch (opt->kind) {
    case FLAG:
        *(bool *)(void *)base = true;
        return 0;
    case TEXT:
        free(*(char **)(void *)base);
        *(char **)(void *)base = mem_text(value);
        return 0;
    case LIST:
        strs_add((struct strs *)(void *)base, value);
        return 0;
    case NUMBER:
        break;
    }
    if (!text_number(value, (uint64_t)opt->max, &n) || !n)
        return err_set(e, ERR_USAGE, "--%s wants a number from 1 to %ld, not \"%s\"",
                       opt->name, opt->max, value);
    *(long *)(void *)base = (long)n;
    return 0;
}

/* Argument argv[*i] is an option; *i moves on when it takes the next one as its value. */
static int parse_one(struct options *o, unsigned command, int argc, char **argv, int *i,
                     struct err *e)
{
    const char *arg = argv[*i], *value = NULL;
    const struct option *opt;
    if (arg[1] == '-') {
        size_t len = strcspn(arg + 2, "=");
        char name[48];
        snprintf(name, sizeof name, "%.*s", (int)(len < 47 ? len : 47), arg + 2);
        opt = find_long(arg + 2, len);
        if (!opt)
            return unknown(name, command, e);
        value = arg[2 + len] == '=' ? arg + 3 + len : NULL;
    } else {
        opt = find_letter(arg[1]);
        if (!opt)
            return err_set(e, ERR_USAGE, "unknown option -%c: see --help", arg[1]);
        value = arg[2] ? arg + 2 : NULL;
    }
    if (!(opt->commands & command))
        return is_later(opt->name)
                   ? unknown(opt->name, command, e)
                   : err_set(e, ERR_USAGE,
                             "--%s does not belong to this subcommand: see --help",
                             opt->name);
    if (opt->kind == FLAG && value)
        return err_set(e, ERR_USAGE, "--%s takes no value", opt->name);
    if (opt->kind != FLAG && !value && ++*i >= argc)
        return err_set(e, ERR_USAGE, "--%s wants %s", opt->name, opt->value);
    return set_value(o, opt, value ? value : argv[*i], e);
}

int options_parse(struct options *o, unsigned command, int argc, char **argv,
                  struct err *e)
{
    bool only_words = false;
    for (int i = 0; i < argc; i++) {
        if (!only_words && !strcmp(argv[i], "--")) {
            only_words = true;
            continue;
        }
        if (only_words || argv[i][0] != '-' || !argv[i][1]) {
            strs_add(&o->words, argv[i]);
            continue;
        }
        int rc = parse_one(o, command, argc, argv, &i, e);
        if (rc)
            return rc;
    }
    return 0;
}

void options_free(struct options *o)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        char *base = (char *)o + table[i].at;
        if (table[i].kind == TEXT)
            free(*(char **)(void *)base);
        else if (table[i].kind == LIST)
            strs_free((struct strs *)(void *)base);
    }
    strs_free(&o->words);
    *o = (struct options){0};
}

void options_help(unsigned command, struct buf *out)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option *opt = &table[i];
        char left[64], letter[8] = "    ";
        if (!(opt->commands & command))
            continue;
        if (opt->letter)
            snprintf(letter, sizeof letter, "-%c, ", opt->letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, opt->name,
                 opt->value ? " " : "", opt->value ? opt->value : "");
        buf_fmt(out, "  %-34s %s\n", left, opt->help);
    }
}
