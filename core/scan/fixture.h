/* One fixture: a small inventory with what a check must say of it, as JSON Lines. Lines
 * of an inventory stand beside lines of the test:
 *
 *   {"kind":"expect","resource":ID,"status":"fail","severity":…,"message":…,
 *    "evidence":[{"resource":ID,"pointer":…,"value":…}],"detail":{…}}
 *   {"kind":"settings","CHECK.NAME":"VALUE"}           for this fixture
 *   {"kind":"never","status":"warn","reason":…}        for the check: it cannot give this
 *   {"kind":"ignore","pointer":"/x/0/y","reason":…}    for the check: see mutate.h
 *
 * The file counts as whole: it needs no end line. Its clock is what its meta line says,
 * else FIXTURE_TIME: what a test says does not depend on the day. */
#ifndef HF_SCAN_FIXTURE_H
#define HF_SCAN_FIXTURE_H

#include "base/strs.h"
#include "data/checkinfo.h"
#include "data/job.h"

#include <stdbool.h>
#include <stddef.h>

#define FIXTURE_TIME "2026-01-01T00:00:00Z"

struct buf;
struct err;
struct outcome;

struct fixture_expect {
    size_t line; /* its place in `lines` */
    char *check; /* as it was said; NULL: not said */
    char *id, *key;
    enum verdict status;
    enum severity severity;  /* SEVERITY_NONE: not said */
    char *message;           /* NULL: not said */
    char *evidence, *detail; /* as outcome.h writes them; NULL: not said */
};

struct fixture_ignore {
    char *type, *pointer; /* type NULL: any; pointer with * for numbers */
};

struct fixture_bad {
    size_t line; /* from 1; 0: of the whole file */
    char *text;  /* with the path */
};

enum { FIXTURE_BAD_MAX = 20 }; /* lines that are named */

struct fixture {
    char *path;
    struct strs lines; /* as they stand in the file, without line ends */
    bool *test;        /* of each line: of the test, not of the inventory */
    bool timed;        /* it says when it was collected */
    struct fixture_expect *expects;
    size_t n_expects;
    struct job_setting *settings;
    size_t n_settings;
    unsigned never; /* bit 1 << verdict */
    struct fixture_ignore *ignores;
    size_t n_ignores;
    struct fixture_bad *bad; /* what is wrong with it, by line */
    size_t n_bad;
};

/* Reads and proves a fixture of `check`, to its end whatever is wrong. -ERR_NOINPUT, or
 * -ERR_DATA: `bad` says all, and the error the first of it; fixture_free all the same.
 * With NULL it is any check's: names and settings are not proved, and none are kept. */
int fixture_read(struct fixture *f, const char *path, const struct check_info *check,
                 struct err *e);
void fixture_free(struct fixture *f);

/* Something else is wrong with it: kept in its place, unless there is enough. False: no
 * more is wanted. */
bool fixture_blame(struct fixture *f, size_t line, const char *text);

/* The lines of the inventory that are not bad, each in its place, with an end line. */
void fixture_inventory(const struct fixture *f, struct buf *out);

/* The expectation for a key, or NULL. */
const struct fixture_expect *fixture_expected(const struct fixture *f, const char *key);

/* Whether what came is what is expected, and nothing else is said. */
bool fixture_holds(const struct fixture_expect *x, const struct outcome *got);

/* The whole file with expectations that fit `got`: lines that hold stay as they are,
 * those that do not say anew what they said, and evidence beside a message; new ones come
 * at the end. */
void fixture_update(const struct fixture *f, const struct outcome *got, size_t n,
                    struct buf *out);

#endif
