/* Settings of checks and their severities, and the words of every refusal. */
#include "base/err.h"
#include "base/mem.h"
#include "cmd/conf_int.h"
#include "data/doc.h"

#include <stdio.h>
#include <string.h>

/* --- pointers and messages --- */

static void add_segment(struct buf *at, const char *name)
{
    buf_char(at, '/');
    for (; *name; name++)
        if (*name == '~' || *name == '/')
            buf_text(at, *name == '~' ? "~0" : "~1");
        else
            buf_char(at, *name);
}

struct buf conf_below(const char *at, const char *name)
{
    struct buf pointer = buf_make(1 << 15);
    buf_text(&pointer, at);
    add_segment(&pointer, name);
    return pointer;
}

struct strs conf_members(const struct doc *d, const char *at)
{
    struct strs names = {0};
    const char *name;
    for (size_t i = 0; (name = doc_member(d, at, i)); i++)
        strs_add(&names, name);
    strs_sort(&names);
    return names;
}

int conf_wrong(const struct conf_reading *a, const char *name, const char *wants)
{
    return err_set(a->e, ERR_DATA, "%s: %s%s: %s", a->to->file, a->said, name, wants);
}

static const char *type_word(const struct doc *d, const char *at)
{
    static const char *const words[] = {"nothing",  "a table",  "a list", "a string",
                                        "a number", "a number", "true",   "false"};
    return words[doc_type(d, at)];
}

int conf_wants(const struct conf_reading *a, const char *name, const char *what,
               const char *at)
{
    char text[200];
    snprintf(text, sizeof text, "wants %s, found %s", what, type_word(a->d, at));
    return conf_wrong(a, name, text);
}

bool conf_is_table(const struct doc *d, const char *at)
{
    return doc_type(d, at) == DOC_OBJECT;
}

/* --- settings and severities --- */

static void add_entry(struct conf_entry **list, size_t *n, const struct conf_entry *x)
{
    *list = mem_grow(*list, *n + 1, sizeof **list);
    (*list)[(*n)++] = (struct conf_entry){mem_text(x->check), mem_text(x->name),
                                          mem_text(x->value), x->numeric, x->origin};
}

static int read_setting(struct conf_reading *a, const char *check, const char *name,
                        const char *at)
{
    char label[200];
    struct buf value = buf_make(1 << 15);
    enum doc_type type = doc_type(a->d, at);
    bool numeric = type == DOC_INTEGER || type == DOC_REAL;
    snprintf(label, sizeof label, "settings.%s.%s", check, name);
    if (!numeric && type != DOC_STRING)
        return conf_wants(a, label, "a number or a string", at);
    if (numeric)
        doc_print(a->d, at, &value);
    else
        buf_text(&value, doc_text(a->d, at));
    if (a->use)
        add_entry(&a->to->settings, &a->to->n_settings,
                  &(struct conf_entry){(char *)(uintptr_t)check, (char *)(uintptr_t)name,
                                       (char *)(uintptr_t)buf_str(&value), numeric,
                                       a->origin});
    buf_free(&value);
    return 0;
}

int conf_settings(struct conf_reading *a, const char *at)
{
    struct strs checks = conf_members(a->d, at);
    int rc =
        conf_is_table(a->d, at)
            ? 0
            : conf_wants(a, "settings", "a table [\"check\"] = { name = value }", at);
    for (size_t i = 0; i < checks.n && !rc; i++) {
        char label[160];
        struct buf check = conf_below(at, checks.at[i]);
        struct strs names = conf_members(a->d, buf_str(&check));
        snprintf(label, sizeof label, "settings.%s", checks.at[i]);
        if (!conf_is_table(a->d, buf_str(&check)))
            rc = conf_wants(a, label, "a table { name = value }", buf_str(&check));
        for (size_t k = 0; k < names.n && !rc; k++) {
            struct buf name = conf_below(buf_str(&check), names.at[k]);
            rc = read_setting(a, checks.at[i], names.at[k], buf_str(&name));
            buf_free(&name);
        }
        strs_free(&names);
        buf_free(&check);
    }
    strs_free(&checks);
    return rc;
}

int conf_severities(struct conf_reading *a, const char *at)
{
    struct strs checks = conf_members(a->d, at);
    int rc = conf_is_table(a->d, at)
                 ? 0
                 : conf_wants(a, "severity", "a table [\"check\"] = \"severity\"", at);
    for (size_t i = 0; i < checks.n && !rc; i++) {
        char label[160];
        enum severity severity;
        struct buf one = conf_below(at, checks.at[i]);
        const char *word = doc_text(a->d, buf_str(&one));
        snprintf(label, sizeof label, "severity.%s", checks.at[i]);
        if (!word || !severity_parse(word, &severity))
            rc = conf_wrong(a, label, "wants info, low, medium, high or critical");
        else if (a->use)
            add_entry(&a->to->severities, &a->to->n_severities,
                      &(struct conf_entry){.check = checks.at[i],
                                           .value = (char *)(uintptr_t)word,
                                           .origin = a->origin});
        buf_free(&one);
    }
    strs_free(&checks);
    return rc;
}
