#include "scan/types.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/plan.h"
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

/* Whether every living check can be planned for: it names types that are known. Else its
 * file is refused, so that one stranger's check does not end a scan. */
static bool planned(struct code *code, const struct catalog *c,
                    const struct known_checks *checks, bool *dead)
{
    bool all = true;
    for (size_t i = 0; i < checks->n; i++) {
        const struct check_info *info = &checks->at[i];
        struct plan plan = {0};
        struct err e = {0};
        if (dead[info->file])
            continue;
        if (plan_make(&info, 1, c, &plan, &e)) {
            refuse(code, info->file, &e, dead);
            all = false;
        }
        plan_free(&plan);
    }
    return all;
}

void types_settle(struct code *code, const struct typerows *rows,
                  struct known_checks *checks, bool *dead)
{
    /* Each turn refuses a file or is the last. */
    for (;;) {
        checks->catalog = make(code, rows, dead);
        if (checks->catalog && planned(code, checks->catalog, checks, dead))
            return;
        catalog_free(checks->catalog);
        checks->catalog = NULL;
    }
}
