#include "cmd/settings.h"

#include "base/err.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/conf.h"
#include "scan/select.h"

#include <stdlib.h>
#include <string.h>

static struct check_info *find(const struct known_checks *known, const char *id)
{
    for (size_t i = 0; i < known->n; i++)
        if (!strcmp(known->at[i].id, id))
            return &known->at[i];
    return NULL;
}

static const char *nearest(const struct known_checks *known, const char *id)
{
    const char **ids = mem_new((known->n + 1) * sizeof *ids);
    for (size_t i = 0; i < known->n; i++)
        ids[i] = known->at[i].id;
    const char *near = select_nearest(id, ids, known->n);
    free(ids);
    return near;
}

/* `where` begins the line: "--set", or file and table of the configuration. */
static int no_check(const struct known_checks *known, int code, const char *where,
                    const char *id, struct err *e)
{
    const char *near = nearest(known, id);
    return near ? err_set(e, code, "%s: there is no check %s: did you mean %s?", where,
                          id, near)
                : err_set(e, code, "%s: there is no check %s", where, id);
}

static int no_setting(const struct check_info *c, int code, const char *where,
                      const char *name, struct err *e)
{
    const char *near = NULL;
    const char **names = mem_new((c->n_settings + 1) * sizeof *names);
    for (size_t i = 0; i < c->n_settings; i++)
        names[i] = c->settings[i].name;
    near = select_nearest(name, names, c->n_settings);
    free(names);
    return err_set(e, code, "%s: %s has no setting %s: %s%s%s", where, c->id, name,
                   near ? "did you mean " : "see holdfast checks ", near ? near : c->id,
                   near ? "?" : "");
}

static void keep(struct settings *s, const char *check, const char *name,
                 const char *value, enum origin origin)
{
    size_t i = 0;
    while (i < s->n && (strcmp(s->at[i].check, check) || strcmp(s->at[i].name, name)))
        i++;
    if (i == s->n) {
        s->at = mem_grow(s->at, s->n + 1, sizeof *s->at);
        s->origin = mem_grow(s->origin, s->n + 1, sizeof *s->origin);
        s->at[s->n++] = (struct job_setting){mem_text(check), mem_text(name), NULL};
    }
    free(s->at[i].value);
    s->at[i].value = mem_text(value);
    s->origin[i] = origin;
}

/* --- one setting --- */

struct wish {
    const char *check, *name, *value, *where;
    int code;
    bool numeric, typed; /* typed: a string is no number, however it reads */
    enum origin origin;
};

static int take(struct settings *s, const struct known_checks *known,
                const struct wish *w, struct err *e)
{
    const struct check_info *c = find(known, w->check);
    const struct check_setting *found = NULL;
    char *end = NULL;
    for (size_t i = 0; c && i < c->n_settings; i++)
        if (!strcmp(c->settings[i].name, w->name))
            found = &c->settings[i];
    if (!c)
        return no_check(known, w->code, w->where, w->check, e);
    if (!found)
        return no_setting(c, w->code, w->where, w->name, e);
    bool number = w->typed ? w->numeric : (strtod(w->value, &end), *w->value && !*end);
    if (found->numeric && !number)
        return err_set(e, w->code, "%s: %s.%s wants a number, not \"%s\"", w->where,
                       w->check, w->name, w->value);
    if (w->typed && w->numeric && !found->numeric)
        return err_set(e, w->code, "%s: %s.%s wants a string, not the number %s",
                       w->where, w->check, w->name, w->value);
    keep(s, w->check, w->name, w->value, w->origin);
    return 0;
}

/* CHECK.NAME=VALUE */
static int take_argument(struct settings *s, const struct known_checks *known,
                         const char *text, struct err *e)
{
    const char *dot = strchr(text, '.'), *equal = dot ? strchr(dot, '=') : NULL;
    if (!equal)
        return err_set(e, ERR_USAGE, "--set wants CHECK.NAME=VALUE, not %s", text);
    char *check = mem_textn(text, (size_t)(dot - text));
    char *name = mem_textn(dot + 1, (size_t)(equal - dot) - 1);
    int rc = take(s, known,
                  &(struct wish){.check = check,
                                 .name = name,
                                 .value = equal + 1,
                                 .where = "--set",
                                 .code = ERR_USAGE,
                                 .origin = ORIGIN_COMMAND},
                  e);
    free(check);
    free(name);
    return rc;
}

int settings_read(struct settings *s, const struct cmd *c,
                  const struct known_checks *known, struct err *e)
{
    const struct conf *config = c->config;
    int rc = 0;
    for (size_t i = 0; config && i < config->n_settings && !rc; i++) {
        const struct conf_entry *x = &config->settings[i];
        rc = take(s, known,
                  &(struct wish){x->check, x->name, x->value, "settings", ERR_DATA,
                                 x->numeric, true, x->origin},
                  e);
        if (rc)
            err_at(e, config->file);
    }
    for (size_t i = 0; i < c->opt.settings.n && !rc; i++)
        rc = take_argument(s, known, c->opt.settings.at[i], e);
    return rc;
}

void settings_free(struct settings *s)
{
    for (size_t i = 0; i < s->n; i++) {
        free(s->at[i].check);
        free(s->at[i].name);
        free(s->at[i].value);
    }
    free(s->at);
    free(s->origin);
    *s = (struct settings){0};
}

/* --- severities --- */

int settings_grade(const struct conf *config, struct known_checks *known, struct err *e)
{
    for (size_t i = 0; config && i < config->n_severities; i++) {
        const struct conf_entry *x = &config->severities[i];
        struct check_info *c = find(known, x->check);
        if (!c) {
            no_check(known, ERR_DATA, "severity", x->check, e);
            return err_at(e, config->file);
        }
        if (c->own_severity == SEVERITY_NONE)
            c->own_severity = c->severity;
        severity_parse(x->value, &c->severity);
    }
    return 0;
}
