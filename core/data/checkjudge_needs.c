/* What a check reads besides its targets, and what of it its verdicts hang on. */
#include "data/checkjudge_int.h"

#include "base/text.h"
#include "data/catalog.h"
#include "data/checkonly.h"

#include <string.h>

enum { POINTER_MAX = 200 };

/* A type that is never below itself, nor below another target. */
static bool target_again(const struct check_info *c, const struct check_need *need)
{
    if (need->where != NEEDS_BELOW || !strs_has_same(&c->targets, need->type))
        return false;
    for (size_t i = 0; i < c->targets.n; i++)
        if (!text_same(c->targets.at[i], need->type) &&
            catalog_below(NULL, need->type, c->targets.at[i]))
            return false;
    return true;
}

void judge_needs(const struct check_info *c, const struct checkjudge *j)
{
    if (c->n_needs > CHECK_LIST_MAX)
        judge_say(j, DEFECT_BAD_LIST, (struct place){CHECK_NEEDS, 0}, "more than %d",
                  CHECK_LIST_MAX);
    for (size_t i = 0; i < c->n_needs && i < CHECK_LIST_MAX; i++) {
        const struct check_need *n = &c->needs[i];
        const struct place at = {CHECK_NEEDS, i + 1};
        bool twice = false;
        if (!checkjudge_type(n->type)) {
            judge_say(j, DEFECT_BAD_TYPE, at, "\"%.200s\" is no resource type",
                      n->type ? n->type : "");
            continue;
        }
        if ((unsigned)n->where > NEEDS_SCOPE)
            judge_say(j, DEFECT_BAD_WHERE, at, "%s: unknown where", n->type);
        for (size_t k = 0; k < i; k++)
            twice |=
                text_same(c->needs[k].type, n->type) && c->needs[k].where == n->where;
        if (twice)
            judge_say(j, DEFECT_REPEATED, at, "%s is needed twice from the same place",
                      n->type);
        else if (target_again(c, n))
            judge_say(j, DEFECT_REPEATED, at, "%s is a target, and none lies below it",
                      n->type);
        else
            judge_unknown_type(j, at, n->type);
    }
}

/* --- what verdicts hang on --- */

static bool is_word(const char *word)
{
    size_t n = strlen(word);
    return n && n <= CHECKONLY_WORD_MAX &&
           strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789._-") == n;
}

static const struct check_need *need_of(const struct check_info *c, const char *type)
{
    for (size_t i = 0; i < c->n_needs; i++)
        if (c->needs[i].where == NEEDS_BELOW && text_same(c->needs[i].type, type))
            return &c->needs[i];
    return NULL;
}

static void judge_kinds(const struct checkjudge *j, size_t entry,
                        const struct check_only *o)
{
    const struct catalog_row *row = catalog_find(NULL, o->type);
    for (size_t i = 0; i < o->kinds.n; i++)
        if (!is_word(o->kinds.at[i]) || (row && !checkonly_kind(row, o->kinds.at[i])))
            judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, entry},
                      "%s is not listed by a kind \"%.64s\"", o->type, o->kinds.at[i]);
}

static void judge_unless(const struct check_info *c, const struct checkjudge *j,
                         size_t entry)
{
    const struct check_only *o = &c->only[entry - 1];
    const struct check_need *need = need_of(c, o->type);
    if (*o->unless != '/' || strlen(o->unless) > POINTER_MAX ||
        !text_utf8(o->unless, strlen(o->unless)))
        judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, entry},
                  "unless wants a pointer to a fact, as in \"/properties/state\"");
    if (!o->is.n)
        judge_say(j, DEFECT_MISSING_FIELD, (struct place){CHECK_ONLY, entry},
                  "unless wants words in `is`: what stands there then");
    for (size_t i = 0; i < o->is.n; i++)
        if (!is_word(o->is.at[i]))
            judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, entry},
                      "\"%.64s\" is no word: wants letters, digits, . _ -", o->is.at[i]);
    if (!need || !need->optional)
        judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, entry},
                  "%s is no optional need below the target: what the check must "
                  "have is always read",
                  o->type);
    if (o->below && !need_of(c, o->below))
        judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, entry},
                  "%s is no need below the target", o->below);
}

void judge_only(const struct check_info *c, const struct checkjudge *j)
{
    for (size_t i = 0; i < c->n_only; i++) {
        const struct check_only *o = &c->only[i];
        bool twice = false, known = false;
        if (!checkjudge_type(o->type) || (o->below && !checkjudge_type(o->below))) {
            judge_say(j, DEFECT_BAD_TYPE, (struct place){CHECK_ONLY, i + 1},
                      "\"%.200s\" is no resource type", o->type ? o->type : "");
            continue;
        }
        for (size_t k = 0; k < c->n_needs; k++)
            known |= text_same(c->needs[k].type, o->type);
        for (size_t k = 0; k < i; k++)
            twice |= text_same(c->only[k].type, o->type);
        if (!known && !strs_has_same(&c->targets, o->type))
            judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, i + 1},
                      "%s is no target and no need", o->type);
        else if (twice)
            judge_say(j, DEFECT_BAD_ONLY, (struct place){CHECK_ONLY, i + 1},
                      "%s is there twice", o->type);
        judge_kinds(j, i + 1, o);
        if (o->unless)
            judge_unless(c, j, i + 1);
        else if (o->is.n || o->below)
            judge_say(j, DEFECT_MISSING_FIELD, (struct place){CHECK_ONLY, i + 1},
                      "`is` and `below` say when %s is not read: wants `unless`",
                      o->type);
        else if (!o->kinds.n)
            judge_say(j, DEFECT_MISSING_FIELD, (struct place){CHECK_ONLY, i + 1},
                      "%s: wants kinds, or unless", o->type);
    }
}
