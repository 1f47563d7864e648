/* holdfast config show: what a scan with these options would do, and who said so. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/conf.h"
#include "cmd/settings.h"
#include "data/checkinfo.h"
#include "data/jsonout.h"

#include <string.h>
#include <unistd.h>

/* Of options that are not set; without a row here an option that is not set does nothing.
 */
static const struct {
    const char *option, *value;
} defaults[] = {{"auth", "auto"},   {"cloud", "public"},    {"format", "text"},
                {"fail-on", "low"}, {"log-format", "text"}, {"check-timeout", "10"}};

struct showing {
    const struct conf *config;
    struct buf out;
    bool json;
};

static const char *default_of(const char *option)
{
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (!strcmp(defaults[i].option, option))
            return defaults[i].value;
    return NULL;
}

static void put_line(struct showing *s, const char *name, const char *value,
                     enum origin origin)
{
    struct buf whose = buf_make(256), left = buf_make(1 << 16);
    conf_origin(s->config, origin, &whose);
    text_show_buf(&left, name, strlen(name));
    buf_text(&left, " = ");
    text_show_buf(&left, value, strlen(value));
    buf_fmt(&s->out, "%-44s  ", buf_str(&left));
    text_show_buf(&s->out, buf_str(&whose), whose.len);
    buf_char(&s->out, '\n');
    buf_free(&whose);
    buf_free(&left);
}

static void put_object(struct showing *s, const char *list, const char *name,
                       const struct strs *values, enum origin origin)
{
    struct buf whose = buf_make(256);
    conf_origin(s->config, origin, &whose);
    json_comma(&s->out);
    buf_char(&s->out, '{');
    json_member(&s->out, "kind", list);
    json_member(&s->out, "name", name);
    json_list(&s->out, "value", values);
    json_member(&s->out, "origin", buf_str(&whose));
    buf_char(&s->out, '}');
    buf_free(&whose);
}

static void put(struct showing *s, const char *kind, const char *name,
                const struct strs *values, enum origin origin)
{
    if (s->json)
        put_object(s, kind, name, values, origin);
    for (size_t i = 0; i < values->n && !s->json; i++)
        put_line(s, name, values->at[i], origin);
}

/* A password in an address is nobody's to read. */
static void add_shown(struct strs *to, const char *value, const struct option *opt)
{
    struct buf text = buf_make(1 << 20);
    secret_put_address(&text, value, opt->value && !strcmp(opt->value, "URL"));
    strs_add(to, buf_str(&text));
    buf_free(&text);
}

static void put_options(struct showing *s, const struct options *o)
{
    const struct option *opt;
    for (size_t i = 0; (opt = options_at(i)); i++) {
        struct strs values = {0}, shown = {0};
        char name[64];
        if (!(opt->commands & FOR_SCAN) || !strcmp(opt->name, "set") ||
            !strcmp(opt->name, "help"))
            continue;
        conf_name(opt->name, name);
        options_values(o, i, &values);
        if (!values.n && default_of(opt->name))
            strs_add(&values, default_of(opt->name));
        for (size_t k = 0; k < values.n; k++)
            add_shown(&shown, values.at[k], opt);
        if (shown.n)
            put(s, "option", name, &shown, (enum origin)o->origin[i]);
        strs_free(&shown);
        strs_free(&values);
    }
}

static void put_one(struct showing *s, const char *kind, const char *table,
                    const char *check, const char *name, const char *value,
                    enum origin origin)
{
    struct strs values = {0};
    struct buf label = buf_make(256);
    buf_fmt(&label, "%s%s%s%s%s", s->json ? "" : table, s->json ? "" : ".", check,
            *name ? "." : "", name);
    strs_add(&values, value);
    put(s, kind, buf_str(&label), &values, origin);
    buf_free(&label);
    strs_free(&values);
}

/* Settings of the selected checks, those that nobody gave at their defaults. */
static void put_settings(struct showing *s, const struct known *k,
                         const struct settings *given)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct check_info *c = k->selected[i];
        for (size_t n = 0; n < c->n_settings; n++) {
            const char *name = c->settings[n].name, *value = c->settings[n].value;
            enum origin origin = ORIGIN_DEFAULT;
            for (size_t g = 0; g < given->n; g++) {
                if (strcmp(given->at[g].check, c->id) || strcmp(given->at[g].name, name))
                    continue;
                value = given->at[g].value;
                origin = given->origin[g];
            }
            put_one(s, "setting", "settings", c->id, name, value, origin);
        }
    }
}

static void put_severities(struct showing *s, const struct known *k)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct check_info *c = k->selected[i];
        enum origin origin = ORIGIN_DEFAULT;
        if (c->own_severity == SEVERITY_NONE)
            continue;
        for (size_t n = 0; n < s->config->n_severities; n++)
            if (!strcmp(s->config->severities[n].check, c->id))
                origin = s->config->severities[n].origin;
        put_one(s, "severity", "severity", c->id, "", severity_name(c->severity), origin);
    }
}

static int show(struct cmd *c, bool json, struct err *e)
{
    struct known k;
    struct settings given = {0};
    struct showing s = {.config = c->config, .out = buf_make(16 << 20), .json = json};
    int rc = known_make(&k, c, e);
    if (rc)
        return rc;
    rc = settings_read(&given, c, &k.checks, e);
    if (!rc) {
        buf_text(&s.out, json ? "[" : "");
        put_options(&s, &c->opt);
        put_settings(&s, &k, &given);
        put_severities(&s, &k);
        buf_text(&s.out, json ? "]\n" : "");
        rc = io_write(STDOUT_FILENO, buf_str(&s.out), s.out.len, e);
    }
    buf_free(&s.out);
    settings_free(&given);
    known_free(&k);
    return rc;
}

int cmd_config(struct cmd *c, struct err *e)
{
    const struct strs *words = &c->opt.words;
    if (words->n != 1 || strcmp(words->at[0], "show") != 0)
        return err_set(e, ERR_USAGE, "config wants show: see --help");
    const char *format = c->show_format ? c->show_format : "text";
    bool json = text_same(format, "json");
    if (!json && !text_same(format, "text"))
        return err_set(e, ERR_USAGE, "--format %s: wants text or json", format);
    int rc = scan_prove(c, e);
    return rc ? rc : show(c, json, e);
}
