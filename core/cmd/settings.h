/* Settings and severities that the user gives to checks, proven against the checks that
 * there are. */
#ifndef HF_CMD_SETTINGS_H
#define HF_CMD_SETTINGS_H

#include "cmd/options.h"
#include "data/job.h"

struct cmd;
struct conf;
struct err;
struct known_checks;

struct settings {
    struct job_setting *at; /* each once: the one that wins */
    enum origin *origin;
    size_t n;
};

/* From the configuration and --set. -ERR_USAGE, or -ERR_DATA for the configuration's.
 * settings_free in any case. */
int settings_read(struct settings *s, const struct cmd *c,
                  const struct known_checks *known, struct err *e);
void settings_free(struct settings *s);

/* Gives the checks the severities of the configuration (NULL: none). -ERR_DATA for a
 * check that there is not. */
int settings_grade(const struct conf *config, struct known_checks *known, struct err *e);

#endif
