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
    FOR_ROLE = 1 << 7,
    FOR_VALIDATE = 1 << 8,
    FOR_DOCTOR = 1 << 9,
    FOR_TEST = 1 << 10,
    FOR_NEW = 1 << 11,
    FOR_KEY = 1 << 12,
    FOR_SIGN = 1 << 13,
    FOR_LUA = 1 << 14,
    FOR_REPORT = 1 << 15,
    FOR_CONFIG = 1 << 16,
    FOR_MERGE = 1 << 20,
    FOR_TYPES = 1 << 21
};

/* Where a value comes from: a later one wins over an earlier one. */
enum origin { ORIGIN_DEFAULT, ORIGIN_CONFIG, ORIGIN_PROFILE, ORIGIN_COMMAND };

enum option_kind { FLAG, TEXT, LIST, NUMBER };

struct option {
    const char *name; /* long name */
    char letter;      /* or 0 */
    enum option_kind kind;
    size_t at; /* offset of its member in struct options */
    unsigned commands;
    const char *value; /* of the argument, in help */
    const char *help;  /* NULL: it stands with the one before, for the same commands */
    long max;          /* of a number */
};

enum { OPTIONS_MAX = 128 };

struct options {
    struct strs subscriptions, management_groups, vaults, groups, checks, skips,
        protections, controls, check_dirs, reports, settings;
    struct strs words; /* what is no option */
    char *from, *save, *auth, *cloud, *ca_file, *proxy, *format, *output, *status,
        *fail_on, *now, *log_format, *fixtures, *against, *dir, *client_secret_file;
    char *trust, *key, *name, *pack_version;
    char *shard;
    bool resume;
    bool assume_complete, allow_incomplete, allow_types, require_signed, quiet, verbose,
        no_color, no_progress, help, weak_cage;
    bool mutate, coverage, update, lua, c;
    bool strict; /* of validate: warnings are errors */
    long jobs, max_requests, timeout, check_timeout, seed;
    char *config, *profile;
    unsigned char origin[OPTIONS_MAX]; /* enum origin, by place in the table */
};

/* Fills *o from the arguments behind the subcommand. -ERR_USAGE: an option that is none
 * (with the nearest as a hint), abbreviated, without its value, out of range, or of
 * another subcommand. */
int options_parse(struct options *o, unsigned command, int argc, char **argv,
                  struct err *e);
void options_free(struct options *o);

/* The i-th option of the table; NULL behind the last. */
const struct option *options_at(size_t i);

/* Gives an option a value from elsewhere: of a flag "true" or "false"; a list gets one
 * more entry (NULL: none), and what it holds of a lesser origin is dropped. Nothing
 * happens when it has a value of a greater origin. -ERR_USAGE as for arguments. */
int options_give(struct options *o, size_t i, enum origin origin, const char *value,
                 struct err *e);

/* The value of option i as texts appended to `out`, one an entry of a list; none when it
 * is not set. */
void options_values(const struct options *o, size_t i, struct strs *out);

/* The options of a subcommand as lines of help. */
void options_help(unsigned command, struct buf *out);

#endif
