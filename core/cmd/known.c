/* Code files and their checks. */
#include "base/err.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/settings.h"
#include "data/checkinfo.h"
#include "scan/select.h"

#include <stdlib.h>

enum { LOAD_TIMEOUT_MS = 10000 };

static void copy(struct strs *to, const struct strs *from)
{
    for (size_t i = 0; i < from->n; i++)
        strs_add(to, from->at[i]);
}

/* Only what comes from outside is measured by it. */
int known_trust(struct cmd *c, struct trust *trust, struct err *e)
{
    const struct options *o = &c->opt;
    if (o->trust)
        return trust_read(trust, o->trust, false, e);
    return o->check_dirs.n || o->require_signed
               ? trust_read(trust, c->places.trust, true, e)
               : 0;
}

void known_warn(const struct cmd *c, const struct code *code)
{
    for (size_t i = 0; i < code->stale.n; i++)
        log_say(&c->log, LOG_WARN, "%s", code->stale.at[i]);
}

static int load(struct known *k, struct cmd *c, struct err *e)
{
    int rc = known_trust(c, &k->trust, e);
    k->code.trust = &k->trust;
    k->code.require_signed = c->opt.require_signed;
    if (!rc)
        rc = code_add_folder(&k->code, c->places.plugins, false, true, e);
    if (!rc)
        rc = code_add_folder(&k->code, c->places.scripts, false, true, e);
    for (size_t i = 0; i < c->opt.check_dirs.n && !rc; i++)
        rc = code_add_folder(&k->code, c->opt.check_dirs.at[i], true, false, e);
    struct describing how = {c->places.eval, LOAD_TIMEOUT_MS, c->opt.weak_cage};
    return rc ? rc : describe_checks(&k->code, &how, &k->checks, e);
}

int known_make(struct known *k, struct cmd *c, struct err *e)
{
    struct selection s = {0};
    *k = (struct known){0};
    int rc = load(k, c, e);
    for (size_t i = 0; i < k->code.n_refused; i++)
        log_say(&c->log, LOG_ERROR, "%s: refused: %s", k->code.refused[i].file,
                k->code.refused[i].reason);
    known_warn(c, &k->code);
    if (!rc)
        rc = settings_grade(c->config, &k->checks, e);
    if (!rc && !k->checks.n)
        rc = err_set(e, ERR_CONFIG,
                     "no check could be loaded: is holdfast installed whole? "
                     "(%s, %s)",
                     c->places.plugins, c->places.scripts);
    copy(&s.checks, &c->opt.checks);
    copy(&s.skips, &c->opt.skips);
    copy(&s.protections, &c->opt.protections);
    copy(&s.controls, &c->opt.controls);
    if (!rc)
        rc = select_checks(&k->checks, &s, &k->selected, &k->n, e);
    selection_free(&s);
    if (rc)
        known_free(k);
    return rc;
}

void known_free(struct known *k)
{
    free(k->selected);
    describe_free(&k->checks);
    code_free(&k->code);
    trust_free(&k->trust);
    *k = (struct known){0};
}
