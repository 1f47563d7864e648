/* The configuration that --config names: proven against the table of options, and applied
 * below what the command line says. */
#ifndef HF_CMD_CONF_H
#define HF_CMD_CONF_H

#include "cmd/options.h"
#include "data/checkinfo.h"
#include "scan/configuration.h"

struct buf;
struct cmd;
struct err;

struct conf_entry { /* of `settings`, or with name NULL of `severity` */
    char *check, *name, *value;
    bool numeric;
    enum origin origin;
};

struct conf {
    const char *file; /* as it was named; the options' */
    struct configuration from;
    char *profile;                            /* NULL: none */
    struct conf_entry *settings, *severities; /* of a later origin behind */
    size_t n_settings, n_severities;
};

/* Reads --config and gives the options what they do not have from the command line, as
 * far as the subcommand takes them. Nothing without --config. -ERR_USAGE, -ERR_NOINPUT,
 * or -ERR_DATA: one line that names file, place and what was expected. */
int conf_apply(struct cmd *c, unsigned command, struct err *e);

/* A command refused the value of an option: when the configuration gave it, the line
 * names that, and the code is -ERR_DATA. Returns the code to end with. `config` may be
 * NULL. */
int conf_blame(const struct conf *config, const struct options *o, struct err *e);

/* The word of an origin: "default", "config", "profile NAME", "command line". */
void conf_origin(const struct conf *config, enum origin origin, struct buf *out);

/* The option's name as a configuration writes it: _ for -. */
void conf_name(const char *option, char out[64]);

void conf_free(struct conf *config);

#endif
