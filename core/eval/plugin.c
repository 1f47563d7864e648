/* The descriptor of a C plugin, field by field. It was not written by us: a pointer in
 * it may lead anywhere, which is a crash that the parent blames on this file. */
#include "base/err.h"
#include "base/mem.h"
#include "eval/checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEEDS_MAX = CHECK_LIST_MAX };

static int negotiate(const hf_plugin *p, struct err *e)
{
    if (p->magic != HF_MAGIC)
        return err_set(e, ERR_DATA, "magic: this is no holdfast plugin");
    unsigned major = p->abi >> 16, minor = p->abi & 0xffff;
    if (major != HF_ABI_MAJOR || minor > HF_ABI_MINOR)
        return err_set(
            e, ERR_DATA,
            "abi: built for %u.%u, this holdfast speaks %d.%d: build it against "
            "the header of this version",
            major, minor, HF_ABI_MAJOR, HF_ABI_MINOR);
    const struct {
        const char *name;
        uint32_t has, ours;
    } sizes[] = {{"size", p->size, sizeof(hf_plugin)},
                 {"check_size", p->check_size, sizeof(hf_check)},
                 {"need_size", p->need_size, sizeof(hf_need)},
                 {"setting_size", p->setting_size, sizeof(hf_setting)}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i].has != sizes[i].ours)
            return err_set(e, ERR_DATA, "%s: %u bytes, %u are right for ABI %u.%u",
                           sizes[i].name, sizes[i].has, sizes[i].ours, major, minor);
    if (!p->name || !*p->name || strnlen(p->name, CHECK_ID_MAX + 1) > CHECK_ID_MAX)
        return err_set(e, ERR_DATA, "name: wants 1 to %d bytes", CHECK_ID_MAX);
    if (!p->version || !*p->version || strnlen(p->version, 65) > 64)
        return err_set(e, ERR_DATA, "version: wants 1 to 64 bytes");
    if (!p->n_checks || p->n_checks > CHECKS_MAX || !p->checks)
        return err_set(e, ERR_DATA, "checks: wants 1 to %d", CHECKS_MAX);
    return 0;
}

/* A bounded copy; what is longer is cut one byte behind the limit, so that the proof of
 * the copy refuses it. */
static char *copy(const char *text, size_t max)
{
    return text ? mem_textn(text, strnlen(text, max + 1)) : NULL;
}

static int copy_list(struct strs *to, const char *const *from, const char *field,
                     struct err *e)
{
    for (size_t i = 0; from && from[i]; i++) {
        if (i == CHECK_LIST_MAX)
            return err_set(e, ERR_DATA, "%s: more than %d, or no end", field,
                           CHECK_LIST_MAX);
        char *text = copy(from[i], 512);
        strs_add(to, text);
        free(text);
    }
    return 0;
}

static int copy_needs(struct check_info *to, const hf_need *from, struct err *e)
{
    to->needs = mem_new((NEEDS_MAX + 1) * sizeof *to->needs);
    for (size_t i = 0; from && from[i].type; i++) {
        if (i == NEEDS_MAX)
            return err_set(e, ERR_DATA, "needs: more than %d, or no end", NEEDS_MAX);
        to->needs[i].type = copy(from[i].type, 256);
        to->needs[i].where = (enum needs_where)from[i].where;
        to->needs[i].optional = from[i].optional != 0;
        to->n_needs++;
    }
    return 0;
}

static bool is_number(const char *text)
{
    char *end;
    if (!text || !*text)
        return false;
    strtod(text, &end);
    return !*end;
}

static int copy_settings(struct check_info *to, const hf_setting *from, struct err *e)
{
    to->settings = mem_new((NEEDS_MAX + 1) * sizeof *to->settings);
    for (size_t i = 0; from && from[i].name; i++) {
        if (i == NEEDS_MAX)
            return err_set(e, ERR_DATA, "settings: more than %d, or no end", NEEDS_MAX);
        to->settings[i].name = copy(from[i].name, 64);
        to->settings[i].value = copy(from[i].value, 256);
        to->settings[i].meaning = copy(from[i].meaning, 512);
        to->settings[i].numeric = is_number(to->settings[i].value);
        to->n_settings++;
    }
    return 0;
}

static int read_check(const hf_plugin *p, const hf_check *from, struct check_info *to,
                      struct err *e)
{
    to->id = copy(from->id, CHECK_ID_MAX);
    if (!to->id)
        return err_set(e, ERR_DATA, "id: is missing");
    to->protection = copy(from->protection ? from->protection : p->name, CHECK_ID_MAX);
    to->title = copy(from->title, CHECK_TEXT_MAX);
    to->why = copy(from->why, CHECK_TEXT_MAX);
    to->remedy = copy(from->remedy, CHECK_TEXT_MAX);
    to->severity = (enum severity)from->severity; /* the same numbers in both */
    to->fixed_severity = from->fixed_severity != 0;
    int rc = copy_list(&to->targets, from->targets, "targets", e);
    if (!rc)
        rc = copy_list(&to->controls, from->controls, "controls", e);
    if (!rc)
        rc = copy_list(&to->refs, from->refs, "refs", e);
    if (!rc)
        rc = copy_needs(to, from->needs, e);
    if (!rc)
        rc = copy_settings(to, from->settings, e);
    if (!rc && !from->run)
        rc = err_set(e, ERR_DATA, "run: is missing");
    return rc ? rc : checkinfo_valid(to, e);
}

int checks_add_plugin(struct checks *c, const hf_plugin *p, size_t file, struct err *e)
{
    int rc = negotiate(p, e);
    for (size_t i = 0; !rc && i < p->n_checks; i++) {
        struct check_info info = {.file = file, .order = i};
        rc = read_check(p, &p->checks[i], &info, e);
        struct eval_check *added = rc ? NULL : checks_add(c, &info, e);
        if (added)
            added->run = p->checks[i].run;
        else if (!rc)
            rc = -ERR_DATA;
        else {
            char where[128];
            snprintf(where, sizeof where, "check %zu (%s)", i + 1,
                     info.id ? info.id : "?");
            err_at(e, where);
        }
        checkinfo_free(&info);
    }
    return rc;
}
