#include "cmd/conf.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/conf_int.h"
#include "data/doc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a scan with these, the configuration says something else or nothing. */
static const char *const not_here[] = {"config", "profile", "set", "help"};
static const char *const tables[] = {"settings", "severity", "profiles"};
enum { SETTINGS, SEVERITY, PROFILES, TABLES };

void conf_name(const char *option, char out[64])
{
    snprintf(out, 64, "%s", option);
    for (char *p = out; *p; p++)
        if (*p == '-')
            *p = '_';
}

/* --- options --- */

static bool takes(const struct option *o)
{
    for (size_t i = 0; i < sizeof not_here / sizeof *not_here; i++)
        if (!strcmp(o->name, not_here[i]))
            return false;
    return (o->commands & FOR_SCAN) != 0;
}

/* What a scan writes, and how, is not what another command writes. */
static bool concerns(const struct conf_reading *a, const struct option *o)
{
    unsigned command = a->command == FOR_CONFIG ? FOR_SCAN : a->command;
    bool output = !strcmp(o->name, "format") || !strcmp(o->name, "output");
    return o->commands & command && (command == FOR_SCAN || !output);
}

static bool find_option(const char *name, size_t *out)
{
    char own[64];
    const struct option *o;
    for (*out = 0; (o = options_at(*out)); ++*out) {
        conf_name(o->name, own);
        if (takes(o) && !strcmp(own, name))
            return true;
    }
    return false;
}

static int unknown(const struct conf_reading *a, const char *name)
{
    char own[64], near[64] = "", text[200];
    size_t least = strlen(name) / 3 + 2, d;
    const struct option *o;
    for (size_t i = 0; (o = options_at(i)); i++) {
        conf_name(o->name, own);
        d = takes(o) ? text_distance(name, own) : least;
        if (d < least)
            snprintf(near, sizeof near, "%s", own);
        least = d < least ? d : least;
    }
    for (size_t i = 0; i < TABLES; i++) {
        d = text_distance(name, tables[i]);
        if (d < least)
            snprintf(near, sizeof near, "%s", tables[i]);
        least = d < least ? d : least;
    }
    snprintf(text, sizeof text,
             *near ? "unknown name: did you mean %s?" : "unknown name%s", near);
    return conf_wrong(a, name, text);
}

/* A path that is not absolute is one from the configuration's folder. */
static char *resolve(const struct conf_reading *a, const struct option *o,
                     const char *value)
{
    const char *kind = o->value ? o->value : "", *equal = strchr(value, '=');
    bool named = !strcmp(kind, "NAME=FILE");
    const char *path = named && equal ? equal + 1 : value;
    bool file = !strcmp(kind, "FILE") || !strcmp(kind, "DIR") || (named && equal) ||
                (!strcmp(kind, "NAME|FILE") && strpbrk(value, "/."));
    if (!file || *path == '/' || !strcmp(path, "-"))
        return mem_text(value);
    const char *own = a->to->from.path;
    int folder = (int)(strrchr(own, '/') - own), lead = (int)(path - value);
    size_t n = strlen(own) + strlen(value) + 2;
    char *whole = mem_new(n);
    snprintf(whole, n, "%.*s%.*s/%s", lead, value, folder, own, path);
    return whole;
}

static int give(struct conf_reading *a, size_t i, const char *name, const char *value)
{
    struct options scratch = {0};
    struct err e = {0};
    const struct option *o = options_at(i);
    int rc = options_give(&scratch, i, a->origin, value, &e);
    options_free(&scratch);
    if (rc) {
        char text[200], range[32];
        snprintf(range, sizeof range, "wants a number from 1 to %ld", o->max);
        snprintf(text, sizeof text, "%s, found %s", range, value);
        return conf_wrong(a, name, text);
    }
    char *whole = value ? resolve(a, o, value) : NULL;
    if (a->use && concerns(a, o))
        rc = options_give(&a->c->opt, i, a->origin, whole, a->e);
    free(whole);
    return rc;
}

static int give_list(struct conf_reading *a, size_t i, const char *name, const char *at)
{
    char label[160];
    int rc = 0;
    for (size_t k = 0; k < doc_length(a->d, at) && !rc; k++) {
        struct buf element = buf_make(1 << 15);
        buf_fmt(&element, "%s/%zu", at, k);
        const char *text = doc_text(a->d, buf_str(&element));
        snprintf(label, sizeof label, "%s[%zu]", name, k + 1);
        rc = text && *text ? give(a, i, name, text)
                           : conf_wants(a, label, "a string", buf_str(&element));
        buf_free(&element);
    }
    return rc;
}

static int read_option(struct conf_reading *a, size_t i, const char *name, const char *at)
{
    const struct option *o = options_at(i);
    const char *text = doc_text(a->d, at);
    char number[32];
    int64_t n;
    switch (o->kind) {
    case FLAG:
        if (doc_truth(a->d, at) < 0)
            return conf_wants(a, name, "true or false", at);
        return give(a, i, name, doc_truth(a->d, at) ? "true" : "false");
    case NUMBER:
        if (!doc_integer(a->d, at, &n))
            return conf_wants(a, name, "a whole number", at);
        snprintf(number, sizeof number, "%lld", (long long)n);
        return give(a, i, name, number);
    case LIST:
        if (doc_type(a->d, at) == DOC_ARRAY)
            return give_list(a, i, name, at);
        if (doc_type(a->d, at) == DOC_OBJECT && !doc_length(a->d, at))
            return give(a, i, name, NULL); /* { } */
        if (!text || !*text)
            return conf_wants(a, name, "a string or a list of strings", at);
        return give(a, i, name, text);
    case TEXT:
        break;
    }
    return text && *text ? give(a, i, name, text) : conf_wants(a, name, "a string", at);
}

/* --- tables --- */

static int read_table(struct conf_reading *a)
{
    struct strs names = conf_members(a->d, a->at);
    int rc = 0;
    for (size_t i = 0; i < names.n && !rc; i++) {
        const char *name = names.at[i];
        struct buf at = conf_below(a->at, name);
        size_t option;
        if (!strcmp(name, tables[SETTINGS]))
            rc = conf_settings(a, buf_str(&at));
        else if (!strcmp(name, tables[SEVERITY]))
            rc = conf_severities(a, buf_str(&at));
        else if (!strcmp(name, tables[PROFILES]) && a->origin == ORIGIN_CONFIG)
            rc = conf_is_table(a->d, buf_str(&at))
                     ? 0
                     : conf_wants(a, name, "a table of profiles", buf_str(&at));
        else if (find_option(name, &option))
            rc = read_option(a, option, name, buf_str(&at));
        else
            rc = unknown(a, name);
        buf_free(&at);
    }
    strs_free(&names);
    return rc;
}

static int no_profile(const struct conf_reading *a, const struct strs *names,
                      const char *wanted)
{
    const char *near = NULL;
    size_t least = strlen(wanted) / 3 + 2;
    for (size_t i = 0; i < names->n; i++) {
        size_t d = text_distance(wanted, names->at[i]);
        near = d < least ? names->at[i] : near;
        least = d < least ? d : least;
    }
    return err_set(a->e, ERR_USAGE, "--profile %s: %s has no such profile%s%s%s", wanted,
                   a->to->file, near ? ": did you mean " : "", near ? near : "",
                   near ? "?" : "");
}

static int read_profiles(struct conf_reading *a, const char *wanted)
{
    static const char at[] = "/config/profiles";
    struct strs names = conf_members(a->d, at);
    bool found = false;
    int rc = 0;
    a->origin = ORIGIN_PROFILE;
    for (size_t i = 0; i < names.n && !rc; i++) {
        struct buf one = conf_below(at, names.at[i]);
        char said[120];
        snprintf(said, sizeof said, "profiles.%s", names.at[i]);
        a->use = wanted && !strcmp(wanted, names.at[i]);
        found |= a->use;
        a->at = buf_str(&one);
        a->said = "";
        rc = conf_is_table(a->d, a->at) ? 0 : conf_wants(a, said, "a table", a->at);
        snprintf(said, sizeof said, "profiles.%s.", names.at[i]);
        a->said = said;
        if (!rc)
            rc = read_table(a);
        buf_free(&one);
    }
    if (!rc && wanted && !found)
        rc = no_profile(a, &names, wanted);
    strs_free(&names);
    return rc;
}

/* `config show -f json` says how to show, not what a scan would write. */
static void take_format(struct cmd *c)
{
    const struct option *o;
    for (size_t i = 0; (o = options_at(i)); i++)
        if (!strcmp(o->name, "format"))
            c->opt.origin[i] = ORIGIN_DEFAULT;
    c->show_format = c->opt.format;
    c->opt.format = NULL;
}

int conf_apply(struct cmd *c, unsigned command, struct err *e)
{
    const struct options *o = &c->opt;
    if (command == FOR_CONFIG)
        take_format(c);
    if (o->profile && !o->config)
        return err_set(e, ERR_USAGE, "--profile is one of a configuration: add --config");
    if (!o->config)
        return 0;
    struct conf *to = c->config = mem_new(sizeof *to);
    to->file = o->config;
    to->profile = mem_text(o->profile);
    struct describing by = {.program = c->places.eval, .weak_cage = o->weak_cage};
    int rc = configuration_read(&to->from, to->file, &by, e);
    if (rc)
        return rc;
    struct conf_reading a = {.c = c,
                             .to = to,
                             .d = to->from.said,
                             .command = command,
                             .origin = ORIGIN_CONFIG,
                             .use = true,
                             .at = "/config",
                             .said = "",
                             .e = e};
    rc = read_table(&a);
    return rc ? rc : read_profiles(&a, to->profile);
}

/* --- in force --- */

void conf_origin(const struct conf *config, enum origin origin, struct buf *out)
{
    static const char *const words[] = {"default", "config", "profile", "command line"};
    buf_text(out, words[origin]);
    if (origin == ORIGIN_PROFILE && config)
        buf_fmt(out, " %s", config->profile);
}

static void free_entries(struct conf_entry *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(list[i].check);
        free(list[i].name);
        free(list[i].value);
    }
    free(list);
}

void conf_free(struct conf *config)
{
    if (!config)
        return;
    free_entries(config->settings, config->n_settings);
    free_entries(config->severities, config->n_severities);
    configuration_free(&config->from);
    free(config->profile);
    free(config);
}

/* The option that a line of usage begins with ("--fail-on high: …"), when its value is
 * the configuration's. */
static const struct option *blamed(const struct options *o, const char *text)
{
    size_t len = text_starts(text, "--") ? strcspn(text + 2, " :") : 0;
    const struct option *opt;
    for (size_t i = 0; len && (opt = options_at(i)); i++)
        if (strlen(opt->name) == len && !memcmp(opt->name, text + 2, len))
            return o->origin[i] == ORIGIN_CONFIG || o->origin[i] == ORIGIN_PROFILE ? opt
                                                                                   : NULL;
    return NULL;
}

int conf_blame(const struct conf *config, const struct options *o, struct err *e)
{
    const struct option *opt = config && e->code == ERR_USAGE ? blamed(o, e->text) : NULL;
    if (!opt)
        return -e->code;
    char name[64], rest[sizeof e->text];
    conf_name(opt->name, name);
    snprintf(rest, sizeof rest, "%s", e->text + 2 + strlen(opt->name));
    return err_set(e, ERR_DATA, "%s: %s%s", config->file, name, rest);
}
