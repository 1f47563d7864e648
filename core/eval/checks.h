/* The checks that this process can run: those of C plugins and those of Lua scripts, side
 * by side. */
#ifndef HF_EVAL_CHECKS_H
#define HF_EVAL_CHECKS_H

#include "data/checkinfo.h"
#include "data/typerow.h"

#include <holdfast/plugin.h>

#include <stddef.h>

struct buf;
struct err;
struct inspected;
struct job;
struct loader;
struct script;

struct eval_check {
    struct check_info info;
    hf_status (*run)(const hf_host *, hf_ctx *,
                     const hf_resource *); /* a C check, or NULL */
    struct script *script;                 /* a Lua check: borrowed from `scripts` */
    size_t index;                          /* its place in the script */
};

struct checks {
    const struct job *job; /* of the files that were loaded; for messages; or NULL */
    struct eval_check *at;
    size_t n;
    struct typerows types; /* that files bring */
    struct script **scripts;
    size_t n_scripts;
    struct loader *loader; /* NULL until the first plugin */
};

/* Loads file i of the job from its descriptor and adds its checks; to run, not when the
 * job skips them all. On -ERR_DATA nothing was added; the reason is in `e`, without the
 * file's name. */
int checks_load(struct checks *c, const struct job *job, size_t file, struct err *e);

/* Takes `row` (zeroed afterwards) as a type of file `file`. -ERR_DATA: not valid, or the
 * file has it already, or too many. */
int checks_add_type(struct checks *c, struct typerow *row, size_t file, struct err *e);

/* Proves a descriptor and adds its checks and types. It is hostile: each field is proven
 * before it is used. */
int checks_add_plugin(struct checks *c, const hf_plugin *p, size_t file, struct err *e);

/* For those who write checks: every defect of a descriptor, and its checks. What the
 * host cannot read at all (magic, ABI, sizes) is one defect. */
void checks_inspect_plugin(const hf_plugin *p, struct inspected *out);

/* Every defect of file i of the job, a plugin, script or helper library, and its checks.
 * -ERR_DATA when its bytes cannot be read. */
int checks_inspect(struct checks *c, const struct job *job, size_t file,
                   struct inspected *out, struct err *e);
/* The bytes of file i of the job. -ERR_DATA. */
int checks_read_file(size_t file, struct buf *out, struct err *e);

/* By id and file; NULL. */
struct eval_check *checks_find(struct checks *c, const char *id, size_t file);

/* Takes `info` (zeroed afterwards) as a new entry. -ERR_DATA for an id that is there
 * already. */
struct eval_check *checks_add(struct checks *c, struct check_info *info, struct err *e);

#endif
