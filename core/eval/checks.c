#include "eval/checks.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkonly.h"
#include "data/defect.h"
#include "data/job.h"
#include "eval/elf.h"
#include "eval/loader.h"
#include "eval/script.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 16 << 20 };
static const char symbol[] = "hf_plugin_v1";

struct eval_check *checks_find(struct checks *c, const char *id, size_t file)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->at[i].info.file == file && !strcmp(c->at[i].info.id, id))
            return &c->at[i];
    return NULL;
}

struct eval_check *checks_add(struct checks *c, struct check_info *info, struct err *e)
{
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->at[i].info.id, info->id) != 0)
            continue;
        size_t owner = c->at[i].info.file;
        const char *name = owner == info->file                 ? "this file itself"
                           : c->job && owner < c->job->n_files ? c->job->files[owner].name
                                                               : "another file";
        err_set(e, ERR_DATA, "check %s: the id is taken by %s", info->id, name);
        return NULL;
    }
    if (c->n >= CHECKS_MAX) {
        err_set(e, ERR_DATA, "more than %d checks", CHECKS_MAX);
        return NULL;
    }
    c->at = mem_grow(c->at, c->n + 1, sizeof *c->at);
    struct eval_check *added = &c->at[c->n++];
    *added = (struct eval_check){.info = *info};
    *info = (struct check_info){0};
    return added;
}

int checks_add_type(struct checks *c, struct typerow *row, size_t file, struct err *e)
{
    size_t n = 0;
    int rc = typerow_valid(row, e);
    for (size_t i = 0; !rc && i < c->types.n; i++) {
        if (c->types.at[i].file != file)
            continue;
        if (text_same(c->types.at[i].type, row->type))
            rc = err_set(e, ERR_DATA, "types: %s: is there twice", row->type);
        if (++n == TYPEROW_FILE_MAX)
            rc = err_set(e, ERR_DATA, "types: more than %d", TYPEROW_FILE_MAX);
    }
    row->file = file;
    if (rc)
        typerow_free(row);
    else
        typerows_add(&c->types, row);
    return rc;
}

static int copy_strs(struct strs *to, const struct strs *from)
{
    for (size_t i = 0; i < from->n; i++)
        strs_add(to, from->at[i]);
    return 0;
}

/* The script keeps its own description; the list wants one that it may free. */
static struct check_info copy_info(const struct check_info *from, size_t file,
                                   size_t order)
{
    struct check_info c = {.id = mem_text(from->id),
                           .protection = mem_text(from->protection),
                           .title = mem_text(from->title),
                           .why = mem_text(from->why),
                           .remedy = mem_text(from->remedy),
                           .severity = from->severity,
                           .fixed_severity = from->fixed_severity,
                           .file = file,
                           .order = order};
    copy_strs(&c.targets, &from->targets);
    copy_strs(&c.controls, &from->controls);
    copy_strs(&c.refs, &from->refs);
    c.needs = mem_new((from->n_needs + 1) * sizeof *c.needs);
    for (size_t i = 0; i < from->n_needs; i++) {
        c.needs[i] = from->needs[i];
        c.needs[i].type = mem_text(from->needs[i].type);
    }
    c.n_needs = from->n_needs;
    checkonly_copy(&c, from);
    c.settings = mem_new((from->n_settings + 1) * sizeof *c.settings);
    for (size_t i = 0; i < from->n_settings; i++) {
        c.settings[i].name = mem_text(from->settings[i].name);
        c.settings[i].value = mem_text(from->settings[i].value);
        c.settings[i].meaning = mem_text(from->settings[i].meaning);
        c.settings[i].numeric = from->settings[i].numeric;
    }
    c.n_settings = from->n_settings;
    return c;
}

/* By pread: the other workers share the descriptor's position. */
int checks_read_file(size_t file, struct buf *out, struct err *e)
{
    char part[16384];
    for (;;) {
        ssize_t n = pread(JOB_FD_FILES + (int)file, part, sizeof part, (off_t)out->len);
        if (n < 0)
            return err_set(e, ERR_DATA, "cannot be read: %s", strerror(errno));
        if (!n)
            return 0;
        if (buf_add(out, part, (size_t)n))
            return err_set(e, ERR_DATA, "longer than %zu bytes", out->max);
    }
}

static int load_plugin(struct checks *c, size_t file, struct err *e)
{
    struct buf bytes = buf_make(FILE_MAX);
    int rc = checks_read_file(file, &bytes, e);
    if (!rc)
        rc = elf_check(buf_str(&bytes), bytes.len, symbol, e);
    buf_free(&bytes);
    if (rc)
        return -ERR_DATA;
    if (!c->loader && !(c->loader = loader_make(e)))
        return -ERR_DATA;
    const hf_plugin *p = loader_open(c->loader, JOB_FD_FILES + (int)file, symbol, e);
    return p ? checks_add_plugin(c, p, file, e) : -ERR_DATA;
}

static void say_elf(void *ctx, const char *reason)
{
    struct inspected *out = ctx;
    char text[DEFECT_MESSAGE_MAX + 1];
    snprintf(text, sizeof text, "%s", reason);
    defects_add(&out->defects, &(struct defect){.rule = DEFECT_ELF, .message = text});
}

static int inspect_plugin(struct checks *c, size_t file, struct inspected *out,
                          struct err *e)
{
    struct buf bytes = buf_make(FILE_MAX);
    int rc = checks_read_file(file, &bytes, e);
    size_t n = rc ? 0 : elf_judge(buf_str(&bytes), bytes.len, symbol, say_elf, out);
    buf_free(&bytes);
    if (rc || n)
        return rc;
    if (!c->loader && !(c->loader = loader_make(e)))
        return -ERR_DATA;
    const hf_plugin *p = loader_open(c->loader, JOB_FD_FILES + (int)file, symbol, e);
    if (p)
        checks_inspect_plugin(p, out);
    else
        say_elf(out, e->text);
    return 0;
}

static size_t read_libs(const struct job *job, struct script_lib *libs, struct err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_files; i++) {
        if (job->files[i].kind != JOB_LIB)
            continue;
        struct buf text = buf_make(FILE_MAX);
        if (!checks_read_file(i, &text, e)) {
            const char *name = job->files[i].name, *dot = strrchr(name, '.');
            libs[n].name = mem_textn(name, dot ? (size_t)(dot - name) : strlen(name));
            libs[n].len = text.len;
            libs[n++].text = buf_steal(&text);
        }
        buf_free(&text);
    }
    return n;
}

/* The text and the libraries stay for the life of the process: a state that failed is
 * loaded anew from them. */
static int load_script(struct checks *c, const struct job *job, size_t file,
                       struct err *e)
{
    struct buf text = buf_make(FILE_MAX);
    if (checks_read_file(file, &text, e)) {
        buf_free(&text);
        return -ERR_DATA;
    }
    struct script_lib *libs = mem_new((job->n_files + 1) * sizeof *libs);
    size_t n_libs = read_libs(job, libs, e);
    struct script_limits limits = {job->memory, job->instructions, 0, job->trace};
    size_t len = text.len;
    const char *kept = buf_steal(&text);
    struct script *s =
        script_load(job->files[file].name, kept, len, &limits, libs, n_libs, e);
    if (!s)
        return -ERR_DATA;
    c->scripts = mem_grow(c->scripts, c->n_scripts + 1, sizeof *c->scripts);
    c->scripts[c->n_scripts++] = s;
    for (size_t i = 0; i < script_checks(s); i++) {
        struct check_info info = copy_info(script_check(s, i), file, i);
        struct eval_check *added = checks_add(c, &info, e);
        checkinfo_free(&info);
        if (!added)
            return -ERR_DATA;
        added->script = s;
        added->index = i;
    }
    int rc = 0;
    for (size_t i = 0; i < script_types(s)->n && !rc; i++) {
        struct typerow row = typerow_copy(&script_types(s)->at[i]);
        rc = checks_add_type(c, &row, file, e);
    }
    return rc;
}

static int inspect_script(const struct job *job, size_t file, struct inspected *out,
                          struct err *e)
{
    struct buf text = buf_make(FILE_MAX);
    struct script_lib *libs = mem_new((job->n_files + 1) * sizeof *libs);
    struct script_limits limits = {job->memory, job->instructions, 0, false};
    int rc = checks_read_file(file, &text, e);
    size_t n = rc ? 0 : read_libs(job, libs, e);
    struct script_text t = {job->files[file].name, buf_str(&text), text.len, NULL};
    if (!rc && job->files[file].kind == JOB_LIB)
        script_inspect_lib(&t, &limits, out);
    else if (!rc)
        script_inspect(&t, &limits, libs, n, out);
    while (n--) {
        free((char *)(uintptr_t)libs[n].name);
        free((char *)(uintptr_t)libs[n].text);
    }
    free(libs);
    buf_free(&text);
    return rc;
}

int checks_inspect(struct checks *c, const struct job *job, size_t file,
                   struct inspected *out, struct err *e)
{
    return job->files[file].kind == JOB_PLUGIN ? inspect_plugin(c, file, out, e)
                                               : inspect_script(job, file, out, e);
}

/* A file all of whose checks are off has failed while it was loaded: not again. */
static bool wanted(const struct job *job, size_t file)
{
    if (job->mode == JOB_DESCRIBE)
        return true;
    for (size_t k = 0; k < job->n_checks; k++) {
        bool off = job->checks[k].file != file;
        for (size_t i = 0; i < job->n_skip && !off; i++)
            off = job->skip[i].check == k && !job->skip[i].row;
        if (!off)
            return true;
    }
    return false;
}

int checks_load(struct checks *c, const struct job *job, size_t file, struct err *e)
{
    if (!wanted(job, file))
        return 0;
    size_t before = c->n, types = c->types.n;
    c->job = job;
    int rc = job->files[file].kind == JOB_PLUGIN ? load_plugin(c, file, e)
                                                 : load_script(c, job, file, e);
    while (rc && c->n > before)
        checkinfo_free(&c->at[--c->n].info);
    while (rc && c->types.n > types)
        typerow_free(&c->types.at[--c->types.n]);
    return rc;
}
