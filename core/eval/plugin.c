/* The descriptor of a C plugin, field by field. It was not written by us: a pointer in
 * it may lead anywhere, which is a crash that the parent blames on this file. */
#include "base/err.h"
#include "base/mem.h"
#include "eval/checks.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEEDS_MAX = CHECK_LIST_MAX };

/* What each minor was compiled with. A row never changes once its minor is out; tests
 * hold the header of each (tests/abi). */
struct layout {
    size_t size, check, need, setting, type;
};

static const struct layout layouts[] = {
    {offsetof(hf_plugin, types), sizeof(hf_check), sizeof(hf_need), sizeof(hf_setting),
     0},
    {sizeof(hf_plugin), sizeof(hf_check), sizeof(hf_need), sizeof(hf_setting),
     sizeof(hf_type)},
};
_Static_assert(sizeof layouts / sizeof *layouts == HF_ABI_MINOR + 1,
               "a minor is missing");

static int negotiate_sizes(const hf_plugin *p, unsigned minor, struct err *e)
{
    const struct layout *l = &layouts[minor];
    const struct {
        const char *name;
        size_t has, right;
    } sizes[] = {{"size", p->size, l->size},
                 {"check_size", p->check_size, l->check},
                 {"need_size", p->need_size, l->need},
                 {"setting_size", p->setting_size, l->setting},
                 {"type_size", l->type ? p->type_size : 0, l->type}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i].has != sizes[i].right)
            return err_set(e, ERR_DATA, "%s: %zu bytes, %zu are right for ABI %d.%u",
                           sizes[i].name, sizes[i].has, sizes[i].right, HF_ABI_MAJOR,
                           minor);
    return 0;
}

/* Magic and version stand at the same place in every ABI there will be. Nothing behind
 * what the plugin's minor had is looked at. */
static int negotiate(const hf_plugin *given, hf_plugin *p, struct err *e)
{
    if (given->magic != HF_MAGIC)
        return err_set(e, ERR_DATA, "magic: this is no holdfast plugin");
    unsigned major = given->abi >> 16, minor = given->abi & 0xffff;
    if (major != HF_ABI_MAJOR || minor > HF_ABI_MINOR)
        return err_set(
            e, ERR_DATA,
            "abi: built for %u.%u, this holdfast speaks %d.%d: build it against "
            "the header of this version",
            major, minor, HF_ABI_MAJOR, HF_ABI_MINOR);
    *p = (hf_plugin){0};
    size_t size = layouts[minor].size;
    memcpy(p, given, given->size < size ? given->size : size);
    int rc = negotiate_sizes(p, minor, e);
    if (rc)
        return rc;
    if (!p->name || !*p->name || strnlen(p->name, CHECK_ID_MAX + 1) > CHECK_ID_MAX)
        return err_set(e, ERR_DATA, "name: wants 1 to %d bytes", CHECK_ID_MAX);
    if (!p->version || !*p->version || strnlen(p->version, 65) > 64)
        return err_set(e, ERR_DATA, "version: wants 1 to 64 bytes");
    if (!p->n_checks || p->n_checks > CHECKS_MAX || !p->checks)
        return err_set(e, ERR_DATA, "checks: wants 1 to %d", CHECKS_MAX);
    if (p->n_types > TYPEROW_FILE_MAX || (p->n_types && !p->types))
        return err_set(e, ERR_DATA, "types: wants at most %d", TYPEROW_FILE_MAX);
    return 0;
}

/* Element i of an array whose elements have the plugin's size, which is never more than
 * ours: what it lacks is zero. */
static void element(const void *array, size_t i, size_t has, void *out, size_t ours)
{
    memset(out, 0, ours);
    memcpy(out, (const char *)array + i * has, has);
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

static int copy_needs(struct check_info *to, const hf_plugin *p, const hf_need *from,
                      struct err *e)
{
    to->needs = mem_new((NEEDS_MAX + 1) * sizeof *to->needs);
    for (size_t i = 0; from; i++) {
        hf_need need;
        element(from, i, p->need_size, &need, sizeof need);
        if (!need.type)
            return 0;
        if (i == NEEDS_MAX)
            return err_set(e, ERR_DATA, "needs: more than %d, or no end", NEEDS_MAX);
        to->needs[i].type = copy(need.type, 256);
        to->needs[i].where = (enum needs_where)need.where;
        to->needs[i].optional = need.optional != 0;
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

static int copy_settings(struct check_info *to, const hf_plugin *p,
                         const hf_setting *from, struct err *e)
{
    to->settings = mem_new((NEEDS_MAX + 1) * sizeof *to->settings);
    for (size_t i = 0; from; i++) {
        hf_setting setting;
        element(from, i, p->setting_size, &setting, sizeof setting);
        if (!setting.name)
            return 0;
        if (i == NEEDS_MAX)
            return err_set(e, ERR_DATA, "settings: more than %d, or no end", NEEDS_MAX);
        to->settings[i].name = copy(setting.name, 64);
        to->settings[i].value = copy(setting.value, 256);
        to->settings[i].meaning = copy(setting.meaning, 512);
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
        rc = copy_needs(to, p, from->needs, e);
    if (!rc)
        rc = copy_settings(to, p, from->settings, e);
    if (!rc && !from->run)
        rc = err_set(e, ERR_DATA, "run: is missing");
    return rc ? rc : checkinfo_valid(to, e);
}

static int add_check(struct checks *c, const hf_plugin *p, size_t i, size_t file,
                     struct err *e)
{
    hf_check from;
    struct check_info info = {.file = file, .order = i};
    element(p->checks, i, p->check_size, &from, sizeof from);
    int rc = read_check(p, &from, &info, e);
    struct eval_check *added = rc ? NULL : checks_add(c, &info, e);
    if (added)
        added->run = from.run;
    else if (!rc)
        rc = -ERR_DATA;
    else {
        char where[128];
        snprintf(where, sizeof where, "check %zu (%s)", i + 1, info.id ? info.id : "?");
        err_at(e, where);
    }
    checkinfo_free(&info);
    return rc;
}

static int add_type(struct checks *c, const hf_plugin *p, size_t i, size_t file,
                    struct err *e)
{
    hf_type from;
    element(p->types, i, p->type_size, &from, sizeof from);
    struct typerow row = {.type = copy(from.type, TYPEROW_NAME_MAX),
                          .parent = copy(from.parent, TYPEROW_NAME_MAX),
                          .path = copy(from.path, TYPEROW_PATH_MAX),
                          .table = copy(from.table, TYPEROW_NAME_MAX),
                          .api_version = copy(from.api_version, TYPEROW_NAME_MAX),
                          .action = copy(from.action, TYPEROW_PATH_MAX),
                          .singleton = from.singleton != 0,
                          .extension = from.extension != 0};
    int rc = copy_list(&row.refs, from.refs, "types: refs", e);
    if (!rc)
        rc = copy_list(&row.filters, from.filters, "types: filters", e);
    if (rc)
        typerow_free(&row);
    return rc ? rc : checks_add_type(c, &row, file, e);
}

int checks_add_plugin(struct checks *c, const hf_plugin *given, size_t file,
                      struct err *e)
{
    hf_plugin p;
    int rc = negotiate(given, &p, e);
    for (size_t i = 0; !rc && i < p.n_checks; i++)
        rc = add_check(c, &p, i, file, e);
    for (size_t i = 0; !rc && i < p.n_types; i++)
        rc = add_type(c, &p, i, file, e);
    return rc;
}
