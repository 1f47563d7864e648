/* What a check says of itself, as it crosses from the caged program to holdfast: one JSON
 * line a check. The line is hostile input: decoding proves every field. */
#ifndef HF_DATA_CHECKINFO_H
#define HF_DATA_CHECKINFO_H

#include "data/needs.h"

#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct doc;
struct err;

enum { CHECK_ID_MAX = 64, CHECK_TEXT_MAX = 4096, CHECK_LIST_MAX = 64, CHECKS_MAX = 4096 };

enum verdict { /* one byte of a frame; 0: this check does not judge this resource */
               VERDICT_NONE,
               VERDICT_PASS,
               VERDICT_WARN,
               VERDICT_FAIL,
               VERDICT_NOT_APPLICABLE,
               VERDICT_UNKNOWN,
               VERDICT_ERROR,
               VERDICT_COUNT
};

enum severity {
    SEVERITY_NONE,
    SEVERITY_INFO,
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH,
    SEVERITY_CRITICAL,
    SEVERITY_COUNT
};

enum failure { /* why a pair is an error: the second byte of its verdict in a frame */
               FAILURE_NONE,
               FAILURE_BLOCKED,    /* a script used a name that the box does not have,
                                    * or a plugin a call that the cage forbids */
               FAILURE_RAISED,     /* a script raised an error */
               FAILURE_TOO_SLOW,   /* a script's budget of instructions */
               FAILURE_TOO_BIG,    /* a script's memory, or its stack */
               FAILURE_WRONG_TYPE, /* what the check returned is no verdict */
               FAILURE_UNDECLARED, /* it used a need or a setting that it did not name */
               FAILURE_UNREADABLE, /* a body or the inventory cannot be read */
               FAILURE_CRASHED,    /* a plugin ended its process, or wrote rubbish */
               FAILURE_TIMEOUT,    /* --check-timeout */
               FAILURE_NO_MEMORY,  /* the process had no memory left */
               FAILURE_NOT_RUN,    /* its process gave no verdict, or the scan stopped */
               FAILURE_COUNT
};

const char *verdict_name(enum verdict v);                  /* "not_applicable" */
const char *failure_name(enum failure f);                  /* "too_slow"; "none" */
const char *severity_name(enum severity s);                /* "high" */
bool severity_parse(const char *text, enum severity *out); /* without case */
enum failure failure_parse(const char *text); /* NONE: NULL, or no name of one */

/* What a check says of itself, field by field. */
enum check_field {
    CHECK_ID,
    CHECK_PROTECTION,
    CHECK_TITLE,
    CHECK_SEVERITY,
    CHECK_TARGETS,
    CHECK_NEEDS,
    CHECK_SETTINGS,
    CHECK_WHY,
    CHECK_REMEDY,
    CHECK_CONTROLS,
    CHECK_REFS,
    CHECK_RUN,
    CHECK_FIXED_SEVERITY,
    CHECK_ONLY,
    CHECK_FIELDS
};

const char *checkinfo_field(enum check_field f); /* "fixed_severity" */

struct check_need {
    char *type;
    enum needs_where where;
    bool optional;
};

/* Of a target or a need: what of it the verdicts hang on. The rest is not read for the
 * check's sake. */
struct check_only {
    char *type;
    struct strs kinds; /* of what its list filters by; empty: every kind */
    char *unless;   /* a pointer: not read below a target where ... NULL: always read */
    struct strs is; /* ... one of these words stands there, */
    char *below;    /* in a resource of that type below it; NULL: in the target */
};

struct check_setting {
    char *name, *value, *meaning;
    bool numeric; /* the default is a number */
};

struct check_info {
    char *id, *protection, *title, *why, *remedy;
    enum severity severity;
    enum severity own_severity; /* where a configuration gave another one; else NONE */
    struct strs targets, controls, refs;
    struct check_need *needs;
    size_t n_needs;
    struct check_only *only;
    size_t n_only;
    struct check_setting *settings;
    size_t n_settings;
    bool fixed_severity;
    size_t file;  /* index of the code file in the job that it came from */
    size_t order; /* place among that file's checks */
};

/* Proves what loading a check for a scan wants (checkjudge.h): ids, lengths, alphabets,
 * known where and severity; NULL-free lists. -ERR_DATA names the first field. */
int checkinfo_valid(const struct check_info *c, struct err *e);

/* One line, without newline. */
void checkinfo_encode(const struct check_info *c, struct buf *out);
/* The members of the object at `pointer` of a document into *c (zeroed before). The
 * result is valid, or -ERR_DATA. */
int checkinfo_decode(const struct doc *d, const char *pointer, struct check_info *c,
                     struct err *e);
void checkinfo_free(struct check_info *c);

#endif
