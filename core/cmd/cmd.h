/* What subcommands share. Each returns its exit code; on a failure it has filled `e`, and
 * main says it.
 *
 *   main.c      dispatch, help           options.c  the table of options     places.c
 * where parts lie known.c     code files and their checks         source.c   an
 * inventory, live or from a file azure.c     holdfast-collect and its secrets    cloud.c
 * endpoints progress.c  the bar     leftover.c  what a second signal takes away
 *   scan.c checks.c plan.c role.c inventory.c query.c collect.c version.c   one
 * subcommand a file */
#ifndef HF_CMD_CMD_H
#define HF_CMD_CMD_H

#include "base/log.h"
#include "base/secret.h"
#include "cmd/options.h"
#include "cmd/places.h"
#include "scan/code.h"
#include "scan/describe.h"
#include "scan/trust.h"

struct catalog;
struct err;
struct inventory;
struct plan;
struct source;

struct cmd {
    struct options opt;
    struct places places;
    struct log log;
    struct secret client_secret, token; /* taken out of the environment first of all */
    volatile int *stop; /* number of a signal that asked to stop, or 0 */
    volatile int *asked; /* SIGUSR1 wants to know how far it is; whoever says it resets */
};

int cmd_scan(struct cmd *c, struct err *e);
int cmd_checks(struct cmd *c, struct err *e);
int cmd_plan(struct cmd *c, struct err *e);
int cmd_role(struct cmd *c, struct err *e);
int cmd_collect(struct cmd *c, struct err *e);
int cmd_inventory(struct cmd *c, struct err *e);
int cmd_query(struct cmd *c, struct err *e);
int cmd_key(struct cmd *c, struct err *e);
int cmd_sign(struct cmd *c, struct err *e);
int cmd_validate(struct cmd *c, struct err *e);
int cmd_version(struct cmd *c, struct err *e);

/* A variable of the environment, or NULL; empty counts as not set. */
const char *cmd_env(const char *name);

/* --- known.c: all code files, and what they say of their checks --- */

struct known {
    struct trust trust; /* code points to it, so a struct known is not copied */
    struct code code;
    struct known_checks checks;
    const struct check_info **selected; /* by the options, in order of id */
    size_t n;
};

/* Loads the installed folders and --check-dir, by --trust and --require-signed,
 * describes, selects. What was refused is in code.refused. */
int known_make(struct known *k, struct cmd *c, struct err *e);
void known_free(struct known *k);

/* --- scope.c: keys below which targets must lie --- */

/* Adds the keys of --vault. -ERR_USAGE for what is no id. */
int scope_vaults(struct strs *scopes, const struct options *o, struct err *e);

/* Narrows them by --resource-group and --subscription, whose names only the inventory
 * knows. -ERR_NOINPUT when nothing of them is there. */
int scope_narrow(struct strs *scopes, const struct options *o, struct inventory *inv,
                 struct err *e);

/* --- plan.c --- */

/* Whether Azure may be asked for it: types that files from outside the installed folders
 * bring take --allow-types. -ERR_USAGE names type, file and option. */
int plan_allow(const struct cmd *c, const struct plan *p, struct err *e);

/* --- azure.c --- */

/* Runs holdfast-collect over the plan into the inventory at `path`. Fills requests and
 * throttled. */
int azure_collect(struct cmd *c, const struct plan *plan, const char *path,
                  struct source *s, struct err *e);

/* --- cloud.c --- */

struct plan_scope;

/* Endpoints of a cloud by name, or from a JSON file. -ERR_USAGE, -ERR_NOINPUT, -ERR_DATA.
 */
int cloud_read(const char *name, struct plan_scope *s, struct err *e);

#endif
