/* The descriptor of a C plugin, field by field. It was not written by us: a pointer in
 * it may lead anywhere, which is a crash that the parent blames on this file. */
#include "base/err.h"
#include "base/mem.h"
#include "data/checkjudge.h"
#include "eval/checks.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What each minor was compiled with. A row never changes once its minor is out; tests
 * hold the header of each (tests/abi). */
struct layout {
    size_t size, check, need, setting, type;
};

static const struct layout layouts[] = {
    {offsetof(hf_plugin, types), offsetof(hf_check, only), sizeof(hf_need),
     sizeof(hf_setting), 0},
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
        return err_set(
            e, ERR_DATA,
            "checks: wants an array of 1 to %d: HF_PLUGIN takes its name, not &checks[0]",
            CHECKS_MAX);
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

/* One check of a descriptor while it is read. What is wrong is added to the list, and
 * reading goes on. */
struct reading {
    const hf_plugin *plugin;
    const hf_check *from;
    struct check_info *to;
    struct inspected *out;
    unsigned bad; /* 1 << field: it could not be read */
    bool lint;
};

static void add(struct reading *r, enum defect_rule rule, enum check_field f,
                const char *message)
{
    char text[DEFECT_MESSAGE_MAX + 1], field[DEFECT_FIELD_MAX];
    snprintf(text, sizeof text, "check %zu (%.64s): %s", r->to->order + 1,
             r->to->id ? r->to->id : "?", message);
    snprintf(field, sizeof field, "%s", checkinfo_field(f));
    defects_add(&r->out->defects, &(struct defect){.rule = rule,
                                                   .order = (unsigned)r->to->order + 1,
                                                   .check = r->to->id,
                                                   .field = field,
                                                   .message = text});
}

static void say(struct reading *r, enum defect_rule rule, enum check_field f,
                const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Of a field that is not judged any further. */
static void say(struct reading *r, enum defect_rule rule, enum check_field f,
                const char *fmt, ...)
{
    char text[DEFECT_MESSAGE_MAX + 1];
    va_list ap;
    size_t n = (size_t)snprintf(text, sizeof text, "%s: ", checkinfo_field(f));
    va_start(ap, fmt);
    vsnprintf(text + n, sizeof text - n, fmt, ap);
    va_end(ap);
    r->bad |= 1u << f;
    add(r, rule, f, text);
}

static void judged(void *ctx, const struct judged *j)
{
    add(ctx, j->rule, j->field, j->message);
}

static bool no_end(struct reading *r, enum check_field f, size_t i)
{
    if (i < CHECK_LIST_MAX)
        return false;
    say(r, DEFECT_BAD_LIST, f, "more than %d, or no end", CHECK_LIST_MAX);
    return true;
}

static void copy_list(struct reading *r, enum check_field f, const char *const *from,
                      struct strs *to)
{
    for (size_t i = 0; from && from[i] && !no_end(r, f, i); i++) {
        char *text = copy(from[i], 512);
        strs_add(to, text);
        free(text);
    }
}

static void copy_needs(struct reading *r)
{
    struct check_info *to = r->to;
    to->needs = mem_new((CHECK_LIST_MAX + 1) * sizeof *to->needs);
    for (size_t i = 0; r->from->needs; i++) {
        hf_need need;
        element(r->from->needs, i, r->plugin->need_size, &need, sizeof need);
        if (!need.type || no_end(r, CHECK_NEEDS, i))
            return;
        to->needs[i].type = copy(need.type, 256);
        to->needs[i].where = (enum needs_where)need.where;
        to->needs[i].optional = need.optional != 0;
        to->n_needs++;
    }
}

static void copy_only(struct reading *r)
{
    struct check_info *to = r->to;
    const hf_only *from = r->from->only;
    to->only = from ? mem_new((CHECK_LIST_MAX + 1) * sizeof *to->only) : NULL;
    for (size_t i = 0; from && from[i].type && !no_end(r, CHECK_ONLY, i); i++) {
        struct check_only *o = &to->only[to->n_only++];
        o->type = copy(from[i].type, 256);
        o->unless = copy(from[i].unless, 512);
        o->below = copy(from[i].below, 256);
        copy_list(r, CHECK_ONLY, from[i].kinds, &o->kinds);
        copy_list(r, CHECK_ONLY, from[i].is, &o->is);
    }
}

static bool is_number(const char *text)
{
    char *end;
    if (!text || !*text)
        return false;
    strtod(text, &end);
    return !*end;
}

static void copy_settings(struct reading *r)
{
    struct check_info *to = r->to;
    to->settings = mem_new((CHECK_LIST_MAX + 1) * sizeof *to->settings);
    for (size_t i = 0; r->from->settings; i++) {
        hf_setting setting;
        bool twice = false;
        element(r->from->settings, i, r->plugin->setting_size, &setting, sizeof setting);
        if (!setting.name || no_end(r, CHECK_SETTINGS, i))
            return;
        to->settings[i].name = copy(setting.name, 64);
        to->settings[i].value = copy(setting.value, 256);
        to->settings[i].meaning = copy(setting.meaning, 512);
        to->settings[i].numeric = is_number(to->settings[i].value);
        to->n_settings++;
        for (size_t k = 0; k < i; k++)
            twice |= !strcmp(to->settings[k].name, to->settings[i].name);
        if (twice && r->lint)
            add(r, DEFECT_REPEATED, CHECK_SETTINGS,
                "settings: a name is there twice: only the first is read");
    }
}

static void read_check(struct reading *r)
{
    const hf_check *from = r->from;
    struct check_info *to = r->to;
    to->id = copy(from->id, CHECK_ID_MAX);
    if (!to->id)
        say(r, DEFECT_MISSING_FIELD, CHECK_ID, "is missing");
    to->protection =
        copy(from->protection ? from->protection : r->plugin->name, CHECK_ID_MAX);
    to->title = copy(from->title, CHECK_TEXT_MAX);
    if (!to->title)
        say(r, DEFECT_MISSING_FIELD, CHECK_TITLE, "is missing");
    to->why = copy(from->why, CHECK_TEXT_MAX);
    to->remedy = copy(from->remedy, CHECK_TEXT_MAX);
    to->severity = (enum severity)from->severity; /* the same numbers in both */
    to->fixed_severity = from->fixed_severity != 0;
    copy_list(r, CHECK_TARGETS, from->targets, &to->targets);
    copy_list(r, CHECK_CONTROLS, from->controls, &to->controls);
    copy_list(r, CHECK_REFS, from->refs, &to->refs);
    copy_needs(r);
    copy_only(r);
    copy_settings(r);
    if (!from->run)
        say(r, DEFECT_MISSING_FIELD, CHECK_RUN, "is missing");
    checkjudge_check(to, &(struct checkjudge){
                             .say = judged, .ctx = r, .lint = r->lint, .skip = r->bad});
}

/* Reads check i; the caller frees *info. */
static void read_at(const hf_plugin *p, size_t i, bool lint, struct inspected *out,
                    hf_check *from, struct check_info *info)
{
    element(p->checks, i, p->check_size, from, sizeof *from);
    struct reading r = {p, from, info, out, 0, lint};
    read_check(&r);
}

/* Of a list of a type row; -1: it has no end. */
static int copy_texts(const char *const *from, struct strs *to)
{
    for (size_t i = 0; from && from[i]; i++) {
        if (i == CHECK_LIST_MAX)
            return -1;
        char *text = copy(from[i], 512);
        strs_add(to, text);
        free(text);
    }
    return 0;
}

/* Any row; typerow_free takes it back. -ERR_DATA: a list has no end. */
static int read_type(const hf_plugin *p, size_t i, struct typerow *row, struct err *e)
{
    hf_type from;
    element(p->types, i, p->type_size, &from, sizeof from);
    *row = (struct typerow){.type = copy(from.type, TYPEROW_NAME_MAX),
                            .parent = copy(from.parent, TYPEROW_NAME_MAX),
                            .path = copy(from.path, TYPEROW_PATH_MAX),
                            .table = copy(from.table, TYPEROW_NAME_MAX),
                            .api_version = copy(from.api_version, TYPEROW_NAME_MAX),
                            .action = copy(from.action, TYPEROW_PATH_MAX),
                            .singleton = from.singleton != 0,
                            .extension = from.extension != 0};
    if (copy_texts(from.refs, &row->refs))
        return err_set(e, ERR_DATA, "types: refs: more than %d, or no end",
                       CHECK_LIST_MAX);
    if (copy_texts(from.filters, &row->filters))
        return err_set(e, ERR_DATA, "types: filters: more than %d, or no end",
                       CHECK_LIST_MAX);
    return 0;
}

static void say_descriptor(struct inspected *out, struct err *e)
{
    defects_add(&out->defects,
                &(struct defect){.rule = DEFECT_DESCRIPTOR, .message = e->text});
}

void checks_inspect_plugin(const hf_plugin *given, struct inspected *out)
{
    struct err e = {0};
    hf_plugin p;
    if (negotiate(given, &p, &e)) {
        say_descriptor(out, &e);
        return;
    }
    for (size_t i = 0; i < p.n_checks; i++) {
        hf_check from;
        struct check_info info = {.order = i};
        read_at(&p, i, true, out, &from, &info);
        if (info.id && checkjudge_id(info.id))
            inspected_see(out, &(struct seen){.id = info.id, .order = (unsigned)i + 1});
        checkinfo_free(&info);
    }
    struct typerows own = {0};
    for (size_t i = 0; i < p.n_types; i++) {
        struct typerow row;
        if (read_type(&p, i, &row, &e) || typerow_valid(&row, &e))
            say_descriptor(out, &e);
        typerows_add(&own, &row);
    }
    defects_drop_types(&out->defects, &own);
    typerows_free(&own);
}

/* The first defect speaks for those of all checks. */
static int refuse(const struct defects *d, struct err *e)
{
    char more[64] = "";
    if (d->n > 1)
        snprintf(more, sizeof more, " (and %zu more: see holdfast validate)", d->n - 1);
    return err_set(e, ERR_DATA, "%s%s", d->at[0].message, more);
}

static int add_check(struct checks *c, const hf_plugin *p, size_t i, size_t file,
                     struct inspected *out, struct err *e)
{
    hf_check from;
    struct check_info info = {.file = file, .order = i};
    read_at(p, i, false, out, &from, &info);
    struct eval_check *added = out->defects.n ? NULL : checks_add(c, &info, e);
    if (added)
        added->run = from.run;
    checkinfo_free(&info);
    return added || out->defects.n ? 0 : -ERR_DATA;
}

static int add_type(struct checks *c, const hf_plugin *p, size_t i, size_t file,
                    struct err *e)
{
    struct typerow row;
    int rc = read_type(p, i, &row, e);
    if (rc)
        typerow_free(&row);
    return rc ? rc : checks_add_type(c, &row, file, e);
}

int checks_add_plugin(struct checks *c, const hf_plugin *given, size_t file,
                      struct err *e)
{
    struct inspected out = {0};
    hf_plugin p;
    int rc = negotiate(given, &p, e);
    for (size_t i = 0; !rc && i < p.n_checks; i++)
        rc = add_check(c, &p, i, file, &out, e);
    if (!rc && out.defects.n)
        rc = refuse(&out.defects, e);
    for (size_t i = 0; !rc && i < p.n_types; i++)
        rc = add_type(c, &p, i, file, e);
    inspected_free(&out);
    return rc;
}
