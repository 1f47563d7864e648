/* What the two files of the configuration share: conf.c reads its tables and options,
 * conf_entry.c settings and severities, and what both say. */
#ifndef HF_CMD_CONF_INT_H
#define HF_CMD_CONF_INT_H

#include "base/buf.h"
#include "base/strs.h"
#include "cmd/conf.h"

struct doc;

struct conf_reading {
    struct cmd *c;
    struct conf *to;
    const struct doc *d;
    unsigned command;
    enum origin origin;
    bool use;         /* else it is only proven: a profile that was not asked for */
    const char *at;   /* pointer of the table that is read */
    const char *said; /* the same in messages: "" or "profiles.nightly." */
    struct err *e;
};

/* The pointer of a member of what is at `at`; the caller frees. */
struct buf conf_below(const char *at, const char *name);

/* Names of the members at `at`, sorted: so that the first mistake is the same one each
 * time. The caller frees. */
struct strs conf_members(const struct doc *d, const char *at);

bool conf_is_table(const struct doc *d, const char *at);

/* "FILE: NAME: what", and "FILE: NAME: wants what, found …"; return -ERR_DATA. */
int conf_wrong(const struct conf_reading *a, const char *name, const char *what);
int conf_wants(const struct conf_reading *a, const char *name, const char *what,
               const char *at);

/* The tables `settings` and `severity` at `at`. */
int conf_settings(struct conf_reading *a, const char *at);
int conf_severities(struct conf_reading *a, const char *at);

#endif
