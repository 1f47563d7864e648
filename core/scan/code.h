/* The code files of a scan: found, vetted, and copied into sealed memfds, so that what
 * was looked at is what runs. This process reads their bytes and parses none. Only the
 * folders that are named are read: nothing comes from the environment, the working folder
 * or beside an inventory.
 *
 * A folder from outside may be a signed pack (pack.h, trust.h): one manifest for all of
 * it. The hashes are those of the bytes in the memfds, and are compared before any of
 * them is handed to a process that loads it. All of a pack is taken, or nothing.
 * Installed folders are part of the program, and vouched for by owner and mode alone. */
#ifndef HF_SCAN_CODE_H
#define HF_SCAN_CODE_H

#include "base/strs.h"
#include "data/finding.h"
#include "data/job.h"
#include "scan/sign.h"

#include <stdbool.h>
#include <stddef.h>

struct err;
struct trust;

struct code_file {
    char *path, *name;
    enum job_kind kind;
    bool outside; /* not from the installed folders */
    bool beside;  /* a library that was taken for others, and is not asked about itself */
    int fd;       /* sealed memfd */
    char sha256[SIGN_HASH + 1], key[SIGN_ID + 1]; /* of its bytes; signer, "": none */
};

struct code {
    struct code_file *files; /* in order of path: installed first */
    size_t n;
    struct refusal *refused;
    size_t n_refused;
    struct strs folders; /* that were taken, resolved */
    struct strs stale;   /* of folders from outside: "X.c is newer than X.so: …" */
    struct strs unfit;   /* "…/PACK.sig: …": what was signed is not there any more */
    /* Set before folders are added. NULL: signatures are not looked at. Else a pack that
     * a trusted key signed has to be whole; `require_signed`: and every folder from
     * outside has to be one. */
    const struct trust *trust;
    bool require_signed;
};

/* Takes plugins (.so), scripts (.lua) and, from its lib, helper libraries of a folder. A
 * folder or file that is there already is left out. A file or pack that is refused is
 * booked; a folder that cannot be used is -ERR_NOINPUT or -ERR_DATA. A missing folder is
 * nothing when `optional`. */
int code_add_folder(struct code *c, const char *folder, bool outside, bool optional,
                    struct err *e);

/* Takes one file, vetted as its folder is, and the helper libraries beside it; a file
 * that is there already is left out. -ERR_NOINPUT, -ERR_DATA as above. */
int code_add_file(struct code *c, const char *path, struct err *e);

/* Books a refusal; strings are copied. */
void code_refuse(struct code *c, const char *file, const char *reason);

/* The reason of a refusal behind its file's name: "can be written by others", where it
 * says the name again. Lives as the refusal does. */
const char *code_own_words(const struct refusal *r);

/* The name of a file in the manifest of its pack; the caller frees. */
char *code_pack_name(const struct code_file *f);

void code_free(struct code *c);

#endif
