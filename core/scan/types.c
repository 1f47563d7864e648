#include "scan/types.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/typerow.h"
#include "scan/code.h"
#include "scan/describe.h"

#include <stdlib.h>

static void refuse(struct code *code, size_t file, const struct err *why, bool *dead)
{
    code_refuse(code, code->files[file].path, why->text);
    dead[file] = true;
}

/* The catalogue of what lives, or NULL: a file was refused. Rows are borrowed. */
static struct catalog *make(struct code *code, const struct typerows *rows, bool *dead)
{
    struct typerows alive = {mem_new((rows->n + 1) * sizeof *alive.at), 0};
    struct catalog *catalog = NULL;
    struct err e = {0};
    size_t bad = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (!dead[rows->at[i].file])
            alive.at[alive.n++] = rows->at[i];
    if (catalog_make(&alive, &catalog, &bad, &e))
        refuse(code, alive.at[bad].file, &e, dead);
    free(alive.at);
    return catalog;
}

static const char *unknown_type(const struct catalog *c, const struct check_info *info)
{
    for (size_t i = 0; i < info->targets.n; i++)
        if (!catalog_find(c, info->targets.at[i]))
            return info->targets.at[i];
    for (size_t i = 0; i < info->n_needs; i++)
        if (!catalog_find(c, info->needs[i].type))
            return info->needs[i].type;
    return NULL;
}

/* Whether every living check names types that are known; else its file is refused. */
static bool known(struct code *code, const struct catalog *c,
                  const struct known_checks *checks, bool *dead)
{
    bool all = true;
    for (size_t i = 0; i < checks->n; i++) {
        const struct check_info *info = &checks->at[i];
        const char *type = dead[info->file] ? NULL : unknown_type(c, info);
        struct err e = {0};
        if (!type)
            continue;
        err_set(&e, ERR_DATA,
                "check %s: resource type %s is not in the catalogue, and no file "
                "declares it",
                info->id, type);
        refuse(code, info->file, &e, dead);
        all = false;
    }
    return all;
}

void types_settle(struct code *code, const struct typerows *rows,
                  struct known_checks *checks, bool *dead)
{
    /* Each turn refuses a file or is the last. */
    for (;;) {
        checks->catalog = make(code, rows, dead);
        if (checks->catalog && known(code, checks->catalog, checks, dead))
            return;
        catalog_free(checks->catalog);
        checks->catalog = NULL;
    }
}
