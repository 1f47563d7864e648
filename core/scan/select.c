#include "scan/select.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "scan/describe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *select_nearest(const char *id, const char *const *ids, size_t n)
{
    return text_nearest(id, ids, n);
}

static int nothing_matches(const struct known_checks *known, const char *pattern,
                           const char *option, struct err *e)
{
    const char **ids = mem_new((known->n + 1) * sizeof *ids);
    for (size_t i = 0; i < known->n; i++)
        ids[i] = known->at[i].id;
    const char *near = select_nearest(pattern, ids, known->n);
    free(ids);
    if (near)
        return err_set(e, ERR_USAGE, "%s %s matches no check: did you mean %s?", option,
                       pattern, near);
    return err_set(e, ERR_USAGE, "%s %s matches no check: see holdfast checks", option,
                   pattern);
}

static bool any_like(const struct strs *patterns, const char *id)
{
    for (size_t i = 0; i < patterns->n; i++)
        if (text_like(id, patterns->at[i]))
            return true;
    return false;
}

static bool control_like(const struct check_info *c, const char *pattern)
{
    bool hit = false;
    char *glob = mem_text(pattern);
    text_lower(glob, strlen(glob));
    for (size_t i = 0; i < c->controls.n && !hit; i++) {
        char *control = mem_text(c->controls.at[i]);
        text_lower(control, strlen(control));
        hit = text_like(control, glob);
        free(control);
    }
    free(glob);
    return hit;
}

static bool wanted(const struct check_info *c, const struct selection *s)
{
    if (s->checks.n && !any_like(&s->checks, c->id))
        return false;
    if (s->protections.n && !strs_has_same(&s->protections, c->protection))
        return false;
    bool control = !s->controls.n;
    for (size_t i = 0; i < s->controls.n && !control; i++)
        control = control_like(c, s->controls.at[i]);
    return control && !any_like(&s->skips, c->id);
}

/* A pattern that matches nothing is a mistake, not an empty wish. */
static int patterns_match(const struct known_checks *known, const struct selection *s,
                          struct err *e)
{
    const struct {
        const char *option;
        const struct strs *list;
    } all[] = {{"--check", &s->checks},
               {"--skip", &s->skips},
               {"--protection", &s->protections},
               {"--control", &s->controls}};
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < all[k].list->n; i++) {
            const char *p = all[k].list->at[i];
            bool hit = false;
            for (size_t j = 0; j < known->n && !hit; j++) {
                const struct check_info *c = &known->at[j];
                hit = k == 2   ? text_same(c->protection, p)
                      : k == 3 ? control_like(c, p)
                               : text_like(c->id, p);
            }
            if (!hit)
                return nothing_matches(known, p, all[k].option, e);
        }
    }
    return 0;
}

int select_checks(const struct known_checks *known, const struct selection *s,
                  const struct check_info ***out, size_t *n, struct err *e)
{
    int rc = patterns_match(known, s, e);
    *out = NULL;
    *n = 0;
    if (rc)
        return rc;
    *out = mem_new((known->n + 1) * sizeof **out);
    for (size_t i = 0; i < known->n; i++)
        if (wanted(&known->at[i], s))
            (*out)[(*n)++] = &known->at[i];
    if (!*n) {
        free(*out);
        *out = NULL;
        return err_set(e, ERR_USAGE,
                       "the selection leaves no check: see holdfast checks");
    }
    return 0;
}

void selection_free(struct selection *s)
{
    if (!s)
        return;
    strs_free(&s->checks);
    strs_free(&s->skips);
    strs_free(&s->protections);
    strs_free(&s->controls);
}
