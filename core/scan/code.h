/* The code files of a scan: found, vetted, and copied into sealed memfds, so that what
 * was looked at is what runs. This process reads their bytes and parses none. Only the
 * folders that are named are read: nothing comes from the environment, the working folder
 * or beside an inventory. */
#ifndef HF_SCAN_CODE_H
#define HF_SCAN_CODE_H

#include "data/finding.h"
#include "data/job.h"

#include <stdbool.h>
#include <stddef.h>

struct err;

struct code_file {
    char *path, *name;
    enum job_kind kind;
    bool outside; /* not from the installed folders */
    int fd;       /* sealed memfd */
};

struct code {
    struct code_file *files; /* in order of path: installed first */
    size_t n;
    struct refusal *refused;
    size_t n_refused;
};

/* Takes plugins (.so), scripts (.lua) and, from its lib, helper libraries of a folder. A
 * file that is refused is booked; a folder that cannot be used is -ERR_NOINPUT or
 * -ERR_DATA. A missing folder is nothing when `optional`. */
int code_add_folder(struct code *c, const char *folder, bool outside, bool optional,
                    struct err *e);

/* One file outside a folder of code, vetted the same way: its resolved path (the caller
 * frees), and a sealed memfd with its bytes, or -ERR_NOINPUT, -ERR_DATA. */
int code_take_one(const char *file, char **path, struct err *e);

/* Books a refusal; strings are copied. */
void code_refuse(struct code *c, const char *file, const char *reason);

void code_free(struct code *c);

#endif
