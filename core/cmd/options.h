/* Options and subcommands: one table makes parsing, help and (later) completions. */
#ifndef HF_CMD_OPTIONS_H
#define HF_CMD_OPTIONS_H

#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/* Which subcommands an option belongs to. */
enum {
    FOR_SCAN = 1,
    FOR_COLLECT = 2,
    FOR_INVENTORY = 4,
    FOR_QUERY = 8,
    FOR_CHECKS = 16,
    FOR_PLAN = 32,
    FOR_VERSION = 64,
    FOR_KEY = 1 << 12,
    FOR_SIGN = 1 << 13,
    FOR_MERGE = 1 << 20
};

struct options {
    struct strs subscriptions, vaults, groups, checks, skips, protections, controls,
        check_dirs, reports, settings;
    struct strs words; /* what is no option */
    char *from, *save, *auth, *cloud, *ca_file, *proxy, *format, *output, *status,
        *fail_on, *now, *log_format;
    char *trust, *key, *name, *pack_version;
    char *shard;
    bool resume;
    bool assume_complete, allow_incomplete, require_signed, quiet, verbose, no_color,
        no_progress, help;
    long jobs, max_requests, timeout, check_timeout;
};

/* Fills *o from the arguments behind the subcommand. -ERR_USAGE: an option that is none
 * (with the nearest as a hint), abbreviated, without its value, out of range, or of
 * another subcommand. */
int options_parse(struct options *o, unsigned command, int argc, char **argv,
                  struct err *e);
void options_free(struct options *o);

/* The options of a subcommand as lines of help. */
void options_help(unsigned command, struct buf *out);

#endif
