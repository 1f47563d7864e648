/* What holdfast tells holdfast-eval: a JSON object in a sealed memfd, descriptor JOB_FD.
 * And the numbers that both sides agree on. */
#ifndef HF_DATA_JOB_H
#define HF_DATA_JOB_H

#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalog;
struct err;

/* Descriptors of a worker: 0 and 1 are /dev/null, 2 the log pipe. */
enum {
    JOB_FD_INVENTORY = 3,
    JOB_FD_PAGE = 4,
    JOB_FD_FINDINGS = 5,
    JOB_FD = 6,
    JOB_FD_FILES = 7
};
enum {
    JOB_PROTOCOL_MIN = 1,
    JOB_PROTOCOL_MAX = 1,
    JOB_BYTES = 64 << 20,
    JOB_FILES_MAX = 1024,
    JOB_ESTATES_MAX = 256,
    JOB_MUTATIONS_MAX = 1 << 20
};

/* The shared page: one 64-bit word, stored relaxed before each run. JOB_PAGE_LOADING |
 * file index while a file is loaded. Else row number << 16 | index of the check in the
 * job. */
#define JOB_PAGE_NONE UINT64_C(0)
#define JOB_PAGE_LOADING (UINT64_C(1) << 63)

enum job_mode {
    JOB_DESCRIBE,
    JOB_RUN,
    JOB_VALIDATE,
    JOB_CONFIG /* file 0 is a configuration */
};
enum job_kind { JOB_PLUGIN, JOB_SCRIPT, JOB_LIB };

struct job_file {
    char *name;         /* file name, for messages ("immutability.so") */
    enum job_kind kind; /* the file's bytes are at descriptor JOB_FD_FILES + its index */
};

struct job_check { /* RUN: the checks of this scan, sorted by id */
    char *id;
    size_t file; /* index in files */
};

struct job_setting {
    char *check, *name, *value;
    size_t estate; /* for which it holds */
};

struct job_pair { /* never to be run: booked as error by the parent */
    int64_t row;  /* 0: every resource; else a job_place */
    size_t check;
};

struct job_chunk { /* a chunk of this worker */
    uint32_t chunk;
    int64_t first; /* row number of its first resource */
    size_t resources;
    size_t estate, mutation; /* mutation: place in the list, from 1; 0: as it was read */
};

/* A trial of checks runs over many small inventories, its estates: the first is at
 * JOB_FD_INVENTORY, the others stand behind the code files' descriptors. A scan has one.
 */
struct job_mutation { /* a resource whose body is another during some chunks */
    size_t estate;
    int64_t row;
    char *body;
};

struct job {
    enum job_mode mode;
    struct job_file *files;
    size_t n_files;
    struct job_check *checks;
    size_t n_checks;
    struct job_setting *settings;
    size_t n_settings;
    struct strs targets; /* types that chunks walk over, catalogue's spelling, sorted */
    struct strs scopes;  /* keys: only targets that one of them covers; empty: all */
    struct job_chunk *chunks;
    size_t n_chunks;
    struct job_pair *skip;
    size_t n_skip;
    int64_t *nows; /* of a trial: the clock of each estate; of a scan none */
    size_t n_estates;
    struct job_mutation *mutations;
    size_t n_mutations;
    int64_t now; /* seconds */
    bool assume_complete, verbose /* details of passes too */,
        strict /* undeclared navigation is an error */,
        trace /* a FRAME_TRACE before the end: facts asked, lines of scripts run */;
    const struct catalog *catalog; /* with the rows of check files; NULL: built-in */
    struct catalog *own;           /* the same, when job_decode made it */
    bool weak_cage;                /* go on when the kernel has no seccomp */
    uint64_t memory;               /* bytes that a Lua state may take */
    uint64_t instructions;         /* budget of one run of a Lua check */
};

/* One number for a row of an estate; of the first estate it is the row. */
int64_t job_place(size_t estate, int64_t row);
/* How many descriptors a job hands over behind JOB_FD: code files and further estates. */
size_t job_descriptors(const struct job *j);

void job_encode(const struct job *j, struct buf *out);
int job_decode(const char *text, size_t len, struct job *j, struct err *e);
void job_free(struct job *j);

#endif
