/* holdfast checks: what there is, and what each is about. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "data/checkinfo.h"
#include "data/jsonout.h"
#include "scan/select.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_list(struct buf *out, const char *head, const struct strs *list)
{
    for (size_t i = 0; i < list->n; i++)
        buf_fmt(out, "  %-10s %s\n", i ? "" : head, list->at[i]);
}

/* "only  TYPE: MAB or DPM, unless /properties/x is On or Off in a TYPE" */
static void print_words(struct buf *out, const struct strs *words)
{
    for (size_t i = 0; i < words->n; i++)
        buf_fmt(out, "%s%s", i ? " or " : "", words->at[i]);
}

static void print_only(struct buf *out, const struct check_info *c)
{
    for (size_t i = 0; i < c->n_only; i++) {
        const struct check_only *o = &c->only[i];
        buf_fmt(out, "  %-10s %s%s", i ? "" : "only", o->type, o->kinds.n ? ": " : "");
        print_words(out, &o->kinds);
        if (o->unless) {
            buf_fmt(out, ", unless %s is ", o->unless);
            print_words(out, &o->is);
        }
        if (o->below)
            buf_fmt(out, " in a %s", o->below);
        buf_char(out, '\n');
    }
}

static void explain(struct buf *out, const struct check_info *c)
{
    static const char *const wheres[] = {"below", "above", "followed", "scope"};
    buf_fmt(out, "%s (%s, %s)\n  %s.\n", c->id, c->protection, severity_name(c->severity),
            c->title);
    if (c->why)
        buf_fmt(out, "  %-10s %s\n", "why", c->why);
    print_list(out, "judges", &c->targets);
    for (size_t i = 0; i < c->n_needs; i++)
        buf_fmt(out, "  %-10s %s (%s%s)\n", i ? "" : "reads", c->needs[i].type,
                wheres[c->needs[i].where], c->needs[i].optional ? ", optional" : "");
    print_only(out, c);
    for (size_t i = 0; i < c->n_settings; i++)
        buf_fmt(out, "  %-10s %s = %s: %s\n", i ? "" : "settings", c->settings[i].name,
                c->settings[i].value, c->settings[i].meaning);
    if (c->remedy)
        buf_fmt(out, "  %-10s %s\n", "remedy", c->remedy);
    print_list(out, "controls", &c->controls);
    print_list(out, "see", &c->refs);
}

static const struct check_info *find(const struct known *k, const char *id)
{
    for (size_t i = 0; i < k->checks.n; i++)
        if (!strcmp(k->checks.at[i].id, id))
            return &k->checks.at[i];
    return NULL;
}

static bool named(const struct strs *words, const char *id)
{
    return !words->n || strs_has(words, id);
}

static void print_json(struct buf *out, const struct known *k, const struct strs *words)
{
    bool any = false;
    buf_text(out, "{\"checks\":[");
    for (size_t i = 0; i < k->checks.n; i++) {
        if (!named(words, k->checks.at[i].id))
            continue;
        buf_text(out, any ? ",\n" : "\n");
        any = true;
        checkinfo_encode(&k->checks.at[i], out);
    }
    buf_text(out, "\n]}\n");
}

static void print_text(struct buf *out, const struct known *k, const struct strs *words)
{
    for (size_t i = 0; i < k->checks.n; i++) {
        const struct check_info *c = &k->checks.at[i];
        if (!named(words, c->id))
            continue;
        if (words->n)
            explain(out, c);
        else
            buf_fmt(out, "%-34s %-9s %-16s %s\n", c->id, severity_name(c->severity),
                    c->protection, c->title);
    }
}

static int words_known(const struct known *k, const struct cmd *c, struct err *e)
{
    const struct strs *words = &c->opt.words;
    bool own = c->opt.check_dirs.n > 0; /* checks from outside were named as well */
    const char **ids = mem_new((k->checks.n + 1) * sizeof *ids);
    int rc = 0;
    for (size_t i = 0; i < k->checks.n; i++)
        ids[i] = k->checks.at[i].id;
    for (size_t i = 0; i < words->n && !rc; i++) {
        if (find(k, words->at[i]))
            continue;
        const char *near = select_nearest(words->at[i], ids, k->checks.n);
        err_set(e, ERR_USAGE, "there is no check %s: %s%s%s%s", words->at[i],
                near ? "did you mean " : "see holdfast checks", near ? near : "",
                near ? "?" : "",
                own    ? ""
                : near ? " (one of yours wants --check-dir)"
                       : "; one of yours wants --check-dir");
        rc = known_blame(k, c, "", words->at[i], e);
    }
    free(ids);
    return rc;
}

int cmd_checks(struct cmd *c, struct err *e)
{
    struct known k;
    const char *format = c->opt.format ? c->opt.format : "text";
    bool json = text_same(format, "json");
    if (!json && !text_same(format, "text"))
        return err_set(e, ERR_USAGE, "--format %s: wants text or json", format);
    int rc = known_make(&k, c, e);
    if (rc)
        return rc;
    struct buf out = buf_make(64 << 20);
    rc = words_known(&k, c, e);
    if (!rc) {
        json ? print_json(&out, &k, &c->opt.words) : print_text(&out, &k, &c->opt.words);
        rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    }
    int refused = k.code.n_refused ? ERR_INCOMPLETE : 0;
    buf_free(&out);
    known_free(&k);
    return rc ? rc : refused;
}
