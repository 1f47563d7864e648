#include "cmd/options.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct options, member)
enum {
    LIVE = FOR_SCAN | FOR_COLLECT,
    SELECT = FOR_SCAN | FOR_COLLECT | FOR_PLAN | FOR_ROLE,
    CODE = SELECT | FOR_CHECKS | FOR_TYPES | FOR_VALIDATE | FOR_DOCTOR
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
    {"shard", 0, TEXT, AT(shard), LIVE, "I/N",
     "a share of the subscriptions; go on with a file", 0},
    {"resume", 0, FLAG, AT(resume), LIVE, NULL, NULL, 0},
    {"assume-complete", 0, FLAG, AT(assume_complete), FOR_SCAN, NULL,
     "what the file does not hold does not exist", 0},
    {"auth", 0, TEXT, AT(auth), LIVE | FOR_DOCTOR, "METHOD",
     "how to sign in (auto): see SIGN-IN in holdfast(1)", 0},
    {"client-secret-file", 0, TEXT, AT(client_secret_file), LIVE | FOR_DOCTOR, "FILE",
     "that holds the client secret", 0},
    {"cloud", 0, TEXT, AT(cloud), LIVE | FOR_DOCTOR, "NAME|FILE",
     "public, usgov, china, or a JSON file", 0},
    {"ca-file", 0, TEXT, AT(ca_file), LIVE | FOR_DOCTOR, "FILE",
     "certificates to trust; as curl (variables too)", 0},
    {"proxy", 0, TEXT, AT(proxy), LIVE | FOR_DOCTOR, "URL", NULL, 0},
    {"check", 'c', LIST, AT(checks), SELECT | FOR_TEST, "PATTERN",
     "these checks, or not (glob on ids)", 0},
    {"skip", 0, LIST, AT(skips), SELECT, "PATTERN", NULL, 0},
    {"protection", 0, LIST, AT(protections), SELECT, "NAME",
     "only checks of it (soft-delete; MCSB:BR-2)", 0},
    {"control", 0, LIST, AT(controls), SELECT, "ID", NULL, 0},
    {"set", 0, LIST, AT(settings), FOR_SCAN, "CHECK.NAME=VALUE", "a setting of a check",
     0},
    {"check-dir", 0, LIST, AT(check_dirs), CODE, "DIR", "more plugins and scripts", 0},
    {"require-signed", 0, FLAG, AT(require_signed), CODE | FOR_TEST, NULL,
     "--check-dir wants signed packs; keys for them", 0},
    {"trust", 0, TEXT, AT(trust), CODE | FOR_TEST, "DIR", NULL, 0},
    {"key", 0, TEXT, AT(key), FOR_SIGN, "FILE", "the private key", 0},
    {"name", 0, TEXT, AT(name), FOR_SIGN, "NAME", "of the pack (that of the folder)", 0},
    {"pack-version", 0, TEXT, AT(pack_version), FOR_SIGN, "X.Y.Z", "of the pack (1.0.0)",
     0},
    {"allow-types", 0, FLAG, AT(allow_types), LIVE, NULL,
     "read resource types that files of --check-dir bring", 0},
    {"weak-cage", 0, FLAG, AT(weak_cage), CODE | FOR_TEST, NULL,
     "go on when the kernel has no seccomp", 0},
    {"format", 'f', TEXT, AT(format),
     FOR_SCAN | FOR_QUERY | FOR_CHECKS | FOR_PLAN | FOR_ROLE | FOR_VALIDATE | FOR_DOCTOR |
         FOR_REPORT | FOR_TEST | FOR_TYPES,
     "NAME", "of the output (an unknown one lists them)", 0},
    {"output", 'o', TEXT, AT(output),
     FOR_SCAN | FOR_COLLECT | FOR_INVENTORY | FOR_MERGE | FOR_VALIDATE | FOR_REPORT |
         FOR_TEST,
     "FILE", "where it goes", 0},
    {"report", 0, LIST, AT(reports), FOR_SCAN | FOR_REPORT, "NAME=FILE",
     "one more report", 0},
    {"status", 0, TEXT, AT(status), FOR_SCAN | FOR_REPORT, "LIST",
     "verdicts that are listed", 0},
    {"fail-on", 0, TEXT, AT(fail_on), FOR_SCAN, "SEVERITY",
     "exit 1 from here on (low; never)", 0},
    {"allow-incomplete", 0, FLAG, AT(allow_incomplete), FOR_SCAN, NULL,
     "gaps do not turn the exit code", 0},
    {"now", 0, TEXT, AT(now), LIVE, "TIME", "the clock of the evaluation", 0},
    {"jobs", 0, NUMBER, AT(jobs), FOR_SCAN, "N", "worker processes", 64},
    {"max-requests", 0, NUMBER, AT(max_requests), LIVE, "N", "requests in flight", 64},
    {"timeout", 0, NUMBER, AT(timeout), LIVE, "SECONDS", "limit of the whole", 86400},
    {"check-timeout", 0, NUMBER, AT(check_timeout), FOR_SCAN | FOR_TEST, "SECONDS",
     "limit of one check on one resource (10)", 3600},
    {"log-format", 0, TEXT, AT(log_format), LIVE, "text|json",
     "of what is said on stderr", 0},
    {"config", 0, TEXT, AT(config), SELECT | FOR_CHECKS | FOR_TYPES | FOR_CONFIG, "FILE",
     "options and more from a file, a profile of it", 0},
    {"profile", 0, TEXT, AT(profile), SELECT | FOR_CHECKS | FOR_TYPES | FOR_CONFIG,
     "NAME", NULL, 0},
    {"quiet", 'q', FLAG, AT(quiet), ~0u, NULL, "only errors on stderr, or more", 0},
    {"verbose", 'v', FLAG, AT(verbose), ~0u, NULL, NULL, 0},
    {"fixtures", 0, TEXT, AT(fixtures), FOR_TEST, "DIR",
     "fixtures lie in DIR/CHECK, not beside the checks", 0},
    {"against", 0, TEXT, AT(against), FOR_TEST, "FILE",
     "name facts that nothing in this inventory holds", 0},
    {"mutate", 0, FLAG, AT(mutate), FOR_TEST, NULL,
     "change each property: does any fixture show it?", 0},
    {"coverage", 0, FLAG, AT(coverage), FOR_TEST, NULL, "lines of scripts that were run",
     0},
    {"update", 0, FLAG, AT(update), FOR_TEST, NULL,
     "write the expectations anew, as checks answer now", 0},
    {"seed", 0, NUMBER, AT(seed), FOR_TEST, "N", "of the order of runs", INT32_MAX},
    {"lua", 0, FLAG, AT(lua), FOR_NEW, NULL, "a script", 0},
    {"c", 0, FLAG, AT(c), FOR_NEW, NULL, "a plugin in C", 0},
    {"dir", 0, TEXT, AT(dir), FOR_NEW, "DIR", "where the folder is made (here)", 0},
    {"no-color", 0, FLAG, AT(no_color), LIVE | FOR_REPORT | FOR_TEST, NULL, "plain text",
     0},
    {"no-progress", 0, FLAG, AT(no_progress), LIVE, NULL, "no bar while it runs", 0},
    {"strict", 0, FLAG, AT(strict), FOR_VALIDATE, NULL, "warnings are errors", 0},
    {"help", 'h', FLAG, AT(help), ~0u, NULL, "this", 0},
};
enum { OPTIONS = sizeof table / sizeof *table };
_Static_assert(sizeof table / sizeof *table <= (size_t)OPTIONS_MAX, "of each its origin");

/* In the contract of the command line, but of later versions. */
static const char *const later[] = {"management-group", "baseline",      "mute",
                                    "fail-on-new",      "fail-on-check", "max-findings",
                                    "history"};

static bool is_later(const char *name)
{
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (!strcmp(later[i], name))
            return true;
    return false;
}

/* `config show` shows what a scan with the same options would do. */
static unsigned takes(unsigned command)
{
    return command == FOR_CONFIG ? FOR_CONFIG | FOR_SCAN : command;
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
        if (d < least && table[i].commands & takes(command)) {
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
        *(bool *)(void *)base = strcmp(value, "false") != 0;
        return 0;
    case TEXT:
        free(*(char **)(void *)base);
        *(char **)(void *)base = mem_text(value);
        return 0;
    case LIST:
        if (value)
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
    if (!(opt->commands & takes(command)))
        return is_later(opt->name)
                   ? unknown(opt->name, command, e)
                   : err_set(e, ERR_USAGE,
                             "--%s does not belong to this subcommand: see --help",
                             opt->name);
    if (opt->kind == FLAG && value)
        return err_set(e, ERR_USAGE, "--%s takes no value", opt->name);
    if (opt->kind != FLAG && !value && ++*i >= argc)
        return err_set(e, ERR_USAGE, "--%s wants %s", opt->name, opt->value);
    o->origin[opt - table] = ORIGIN_COMMAND;
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

/* --- values from elsewhere --- */

const struct option *options_at(size_t i) { return i < OPTIONS ? &table[i] : NULL; }

int options_give(struct options *o, size_t i, enum origin origin, const char *value,
                 struct err *e)
{
    const struct option *opt = &table[i];
    if (o->origin[i] > origin)
        return 0;
    if (opt->kind == LIST && o->origin[i] < origin)
        strs_free((struct strs *)(void *)((char *)o + opt->at));
    o->origin[i] = (unsigned char)origin;
    return set_value(o, opt, value, e);
}

void options_values(const struct options *o, size_t i, struct strs *out)
{
    const struct option *opt = &table[i];
    const void *at = (const char *)o + opt->at;
    const struct strs *list = at;
    char number[24];
    if (opt->kind == TEXT && *(char *const *)at)
        strs_add(out, *(char *const *)at);
    else if (opt->kind == FLAG && (o->origin[i] || *(const bool *)at))
        strs_add(out, *(const bool *)at ? "true" : "false");
    for (size_t k = 0; opt->kind == LIST && k < list->n; k++)
        strs_add(out, list->at[k]);
    if (opt->kind == NUMBER && *(const long *)at) {
        snprintf(number, sizeof number, "%ld", *(const long *)at);
        strs_add(out, number);
    }
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

/* Its own spelling, behind what stands there. */
static void put_spelling(struct buf *left, const struct option *opt)
{
    if (opt->letter)
        buf_fmt(left, "-%c, ", opt->letter);
    buf_fmt(left, "--%s%s%s", opt->name, opt->value ? " " : "",
            opt->value ? opt->value : "");
}

void options_help(unsigned command, struct buf *out)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option *opt = &table[i];
        if (!(opt->commands & takes(command)) || !opt->help)
            continue;
        struct buf left = buf_make(256);
        buf_text(&left, opt->letter ? "" : "    ");
        put_spelling(&left, opt);
        for (; i + 1 < OPTIONS && !table[i + 1].help; i++) {
            buf_text(&left, " | ");
            put_spelling(&left, &table[i + 1]);
        }
        buf_fmt(out, "  %-34s %s\n", buf_str(&left), opt->help);
        buf_free(&left);
    }
}
