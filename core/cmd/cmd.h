/* What subcommands share. Each returns its exit code; on a failure it has filled `e`, and
 * main says it.
 *
 *   main.c      dispatch, help           options.c  the table of options     places.c
 * where parts lie known.c     code files and their checks         source.c   an
 * inventory, live or from a file azure.c     holdfast-collect and its secrets    cloud.c
 * endpoints progress.c  the bar     leftover.c  what a second signal takes away scan.c
 * checks.c plan.c role.c inventory.c query.c collect.c merge.c test.c new.c validate.c
 * doctor.c report.c conf_show.c key.c sign.c lua.c version.c   one
 * subcommand a file */
#ifndef HF_CMD_CMD_H
#define HF_CMD_CMD_H

#include "base/log.h"
#include "cmd/options.h"
#include "cmd/places.h"
#include "data/signin.h"
#include "scan/code.h"
#include "scan/describe.h"
#include "scan/trust.h"

struct catalog;
struct conf;
struct err;
struct inventory;
struct plan;
struct source;

struct cmd {
    struct options opt;
    struct places places;
    struct log log;
    struct signin signin; /* taken out of the environment first of all */
    struct conf *config;  /* NULL: none was named */
    char *show_format;    /* of `config show`, whose options are otherwise a scan's */
    volatile int *stop;   /* number of a signal that asked to stop, or 0 */
    volatile int *asked; /* SIGUSR1 wants to know how far it is; whoever says it resets */
};

int cmd_scan(struct cmd *c, struct err *e);
int cmd_checks(struct cmd *c, struct err *e);
int cmd_types(struct cmd *c, struct err *e);
int cmd_plan(struct cmd *c, struct err *e);
int cmd_role(struct cmd *c, struct err *e);
int cmd_collect(struct cmd *c, struct err *e);
int cmd_inventory(struct cmd *c, struct err *e);
int cmd_merge(struct cmd *c, struct err *e);
int cmd_query(struct cmd *c, struct err *e);
int cmd_key(struct cmd *c, struct err *e);
int cmd_sign(struct cmd *c, struct err *e);
int cmd_validate(struct cmd *c, struct err *e);
int cmd_doctor(struct cmd *c, struct err *e);
int cmd_test(struct cmd *c, struct err *e);
int cmd_new(struct cmd *c, struct err *e);
int cmd_version(struct cmd *c, struct err *e);
int cmd_report(struct cmd *c, struct err *e);
int cmd_config(struct cmd *c, struct err *e);
int cmd_lua(struct cmd *c, struct err *e);

/* A variable of the environment, or NULL; empty counts as not set. */
const char *cmd_env(const char *name);

/* --- scan.c: whether the values of its options are ones that a scan takes --- */

/* -ERR_USAGE; -ERR_CREATE: a report cannot be made where it is wanted. */
int scan_prove(struct cmd *c, struct err *e);

/* --- known.c: all code files, and what they say of their checks --- */

struct known {
    struct trust trust; /* code points to it, so a struct known is not copied */
    struct code code;
    struct known_checks checks;
    const struct check_info **selected; /* by the options, in order of id */
    size_t n;
};

/* Loads the installed folders and --check-dir, by --trust and --require-signed,
 * describes, selects. What was refused is in code.refused. -ERR_USAGE: a pattern matches
 * no check; -ERR_INCOMPLETE: none but those of a file that was refused. */
int known_make(struct known *k, struct cmd *c, struct err *e);
void known_free(struct known *k);

/* A check that nobody knows, as `e` says, may be of a file that was refused: then it is
 * no mistake of the user, but something that is missing. Returns what is wrong then,
 * -ERR_INCOMPLETE, else the error as it was. `option`: "--check ", or "". */
int known_blame(const struct known *k, const struct cmd *c, const char *option,
                const char *pattern, struct err *e);

/* Warns of plugins from outside that are older than their source, and of packs that are
 * not as they were signed. */
void known_warn(const struct cmd *c, const struct code *code);

/* Says that the folder or file has no check, and which folders in it do. -ERR_DATA. */
int known_none(const char *path, struct err *e);

/* What code from outside is measured by: --trust, else the installed trust folder when
 * there is such code. -ERR_NOINPUT, -ERR_DATA. */
int known_trust(struct cmd *c, struct trust *trust, struct err *e);

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

/* How a sign-in went. */
struct azure_signin {
    char *took;          /* "managed-identity (Azure Arc)"; NULL: none */
    char *tenant;        /* of the token; NULL: it does not say */
    int64_t expires;     /* UTC seconds; 0: it does not say */
    struct strs skipped; /* "way: reason" of each way before it */
    /* What Resource Manager says to the token. `access`: 0, or -ERR_ACCESS and
     * -ERR_UNAVAILABLE with a line why not. */
    int access;
    char *why;             /* NULL: nothing */
    int64_t subscriptions; /* that it sees; `more`: and others */
    bool more;
};

/* Runs holdfast-collect for a sign-in by --auth and one question to Resource Manager. A
 * failure of the sign-in is one line with each way that was tried and its reason:
 * -ERR_USAGE, -ERR_CONFIG, -ERR_ACCESS, -ERR_UNAVAILABLE; -ERR_AGAIN: stopped.
 * azure_signin_free in either case. Not after azure_collect, with which the secrets go.
 */
int azure_sign_in(struct cmd *c, struct azure_signin *out, struct err *e);
void azure_signin_free(struct azure_signin *s);

/* --- cloud.c --- */

struct plan_scope;

/* Endpoints of a cloud by name, or from a JSON file. -ERR_USAGE, -ERR_NOINPUT, -ERR_DATA.
 */
int cloud_read(const char *name, struct plan_scope *s, struct err *e);

#endif
