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
    bool beside;  /* a library that was taken for others, and is not asked about itself */
    int fd;       /* sealed memfd */
};

struct code {
    struct code_file *files; /* in order of path: installed first */
    size_t n;
    struct refusal *refused;
    size_t n_refused;
};

/* Takes plugins (.so), scripts (.lua) and, from its lib, helper libraries of a folder. A
 * file that is there already is left out. A file that is refused is booked; a folder that
 * cannot be used is -ERR_NOINPUT or -ERR_DATA. A missing folder is nothing when
 * `optional`. */
int code_add_folder(struct code *c, const char *folder, bool outside, bool optional,
                    struct err *e);

/* Takes one file, vetted as its folder is, and the helper libraries beside it; a file
 * that is there already is left out. -ERR_NOINPUT, -ERR_DATA as above. */
int code_add_file(struct code *c, const char *path, struct err *e);

/* Books a refusal; strings are copied. */
void code_refuse(struct code *c, const char *file, const char *reason);

void code_free(struct code *c);

#endif
