/* The descriptor of a C plugin, field by field. It was not written by us: a pointer in
 * it may lead anywhere, which is a crash that the parent blames on this file. */
#include "base/err.h"
#include "base/mem.h"
#include "data/checkjudge.h"
#include "eval/checks.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* One check of a descriptor while it is read. What is wrong is added to the list, and
 * reading goes on. */
struct reading {
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
    const hf_need *from = r->from->needs;
    to->needs = mem_new((CHECK_LIST_MAX + 1) * sizeof *to->needs);
    for (size_t i = 0; from && from[i].type && !no_end(r, CHECK_NEEDS, i); i++) {
        to->needs[i].type = copy(from[i].type, 256);
        to->needs[i].where = (enum needs_where)from[i].where;
        to->needs[i].optional = from[i].optional != 0;
        to->n_needs++;
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
    const hf_setting *from = r->from->settings;
    to->settings = mem_new((CHECK_LIST_MAX + 1) * sizeof *to->settings);
    for (size_t i = 0; from && from[i].name && !no_end(r, CHECK_SETTINGS, i); i++) {
        bool twice = false;
        to->settings[i].name = copy(from[i].name, 64);
        to->settings[i].value = copy(from[i].value, 256);
        to->settings[i].meaning = copy(from[i].meaning, 512);
        to->settings[i].numeric = is_number(to->settings[i].value);
        to->n_settings++;
        for (size_t k = 0; k < i; k++)
            twice |= !strcmp(to->settings[k].name, to->settings[i].name);
        if (twice && r->lint)
            add(r, DEFECT_REPEATED, CHECK_SETTINGS,
                "settings: a name is there twice: only the first is read");
    }
}

static void read_check(const hf_plugin *p, struct reading *r)
{
    const hf_check *from = r->from;
    struct check_info *to = r->to;
    to->id = copy(from->id, CHECK_ID_MAX);
    if (!to->id)
        say(r, DEFECT_MISSING_FIELD, CHECK_ID, "is missing");
    to->protection = copy(from->protection ? from->protection : p->name, CHECK_ID_MAX);
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
    copy_settings(r);
    if (!from->run)
        say(r, DEFECT_MISSING_FIELD, CHECK_RUN, "is missing");
    checkjudge_check(to, &(struct checkjudge){
                             .say = judged, .ctx = r, .lint = r->lint, .skip = r->bad});
}

void checks_inspect_plugin(const hf_plugin *p, struct inspected *out)
{
    struct err e = {0};
    if (negotiate(p, &e)) {
        defects_add(&out->defects,
                    &(struct defect){.rule = DEFECT_DESCRIPTOR, .message = e.text});
        return;
    }
    for (size_t i = 0; i < p->n_checks; i++) {
        struct check_info info = {.order = i};
        struct reading r = {&p->checks[i], &info, out, 0, true};
        read_check(p, &r);
        if (info.id && checkjudge_id(info.id))
            inspected_see(out, &(struct seen){.id = info.id, .order = (unsigned)i + 1});
        checkinfo_free(&info);
    }
}

/* The first defect speaks for those of all checks. */
static int refuse(const struct defects *d, struct err *e)
{
    char more[64] = "";
    if (d->n > 1)
        snprintf(more, sizeof more, " (and %zu more: see holdfast validate)", d->n - 1);
    return err_set(e, ERR_DATA, "%s%s", d->at[0].message, more);
}

int checks_add_plugin(struct checks *c, const hf_plugin *p, size_t file, struct err *e)
{
    struct inspected out = {0};
    int rc = negotiate(p, e);
    for (size_t i = 0; !rc && i < p->n_checks; i++) {
        struct check_info info = {.file = file, .order = i};
        struct reading r = {&p->checks[i], &info, &out, 0, false};
        read_check(p, &r);
        struct eval_check *added = out.defects.n ? NULL : checks_add(c, &info, e);
        if (added)
            added->run = p->checks[i].run;
        else if (!out.defects.n)
            rc = -ERR_DATA;
        checkinfo_free(&info);
    }
    if (!rc && out.defects.n)
        rc = refuse(&out.defects, e);
    inspected_free(&out);
    return rc;
}
