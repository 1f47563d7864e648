/* A Lua script of checks in its box. The box is for scripts that may be hostile: an
 * allow-listed environment, text chunks only, an allocator with a ceiling, an instruction
 * budget that every C function of ours charges too; the wall clock belongs to the parent.
 * What the box is not: it does not stop a fault in the Lua interpreter itself; the cage
 * around the process does.
 *
 * The API is the table of script_api.h, and holdfast-lua(3) its manual: the same facts
 * as the C SDK's, through the same host. */
#ifndef HF_EVAL_SCRIPT_H
#define HF_EVAL_SCRIPT_H

#include "data/checkinfo.h"

#include <holdfast/plugin.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct inspected;
struct scan_old;
struct script;
struct typerows;

struct script_text { /* a file */
    const char *name, *text;
    size_t len;
    const struct scan_old *old; /* what is deprecated; NULL: script_scan.h's own table */
};

struct script_lib { /* what lib "name" may load: its text lives as long as the scripts */
    const char *name; /* file name without .lua */
    const char *text;
    size_t len;
};

struct script_limits {
    uint64_t memory;       /* bytes */
    uint64_t instructions; /* of loading, and of each run */
    uint64_t refuse_from;  /* of allocations, by number; for tests; 0: none */
    bool ran;              /* note which lines run, for script_ran */
};

/* Loads `text` (kept by the caller as long as the script) in a state of its own and reads
 * what it returned. NULL with -ERR_DATA: file and line, what was wrong, in one line: not
 * text, syntax, ran into a limit, a field unknown, missing or mistyped. */
struct script *script_load(const char *name, const char *text, size_t len,
                           const struct script_limits *limits,
                           const struct script_lib *libs, size_t n_libs, struct err *e);
void script_free(struct script *s);

/* For those who write checks: every defect of the script, of what it says of its checks
 * and of its text, as defects of file 0; and the checks themselves, good or bad, in *seen
 * (see defect.h). `text` may be gone afterwards. */
void script_inspect(const struct script_text *t, const struct script_limits *limits,
                    const struct script_lib *libs, size_t n_libs, struct inspected *out);
/* The same of a helper library, which has no checks: does it compile, and what does its
 * text do? */
void script_inspect_lib(const struct script_text *t, const struct script_limits *limits,
                        struct inspected *out);

/* Appends what script_ran.h says of it; nothing unless the limits asked for it. */
void script_ran(const struct script *s, struct buf *out);

size_t script_checks(const struct script *s);
/* What check i says of itself; valid by checkinfo_valid; the script's until it is freed.
 */
const struct check_info *script_check(const struct script *s, size_t i);

/* The types that it brings, in order of their names; valid by typerow_valid; the
 * script's. */
const struct typerows *script_types(const struct script *s);

/* Runs check i on the target through `host` and `ctx`. Returns its status, or 0 with the
 * reason in `e`: a Lua error, a budget, a wrong return. After such a failure the state is
 * thrown away and loaded anew before the next run. */
hf_status script_run(struct script *s, size_t i, const hf_host *host, hf_ctx *ctx,
                     const hf_resource *target, struct err *e);
/* The kind of the failure that script_run returned last. */
enum failure script_failure(const struct script *s);

#endif
