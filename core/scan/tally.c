#include "scan/tally.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/needs.h"
#include "data/plan.h"
#include "scan/code.h"
#include "scan/survey.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* --- findings --- */

struct counting {
    struct summary *s;
    struct survey *survey;
    int64_t last;
    struct err *e;
};

static int count(void *ctx, const struct finding *f)
{
    struct counting *c = ctx;
    c->s->resources += f->row != c->last;
    c->last = f->row;
    c->s->findings++;
    c->s->status[f->verdict]++;
    if (f->verdict == VERDICT_ERROR)
        c->s->failure[f->failure]++;
    if (f->severity != SEVERITY_NONE) {
        c->s->severity[f->severity]++;
        if (f->severity > c->s->worst)
            c->s->worst = f->severity;
    }
    return survey_weigh(c->survey, f, c->e);
}

/* Azure's own word for a vault, under either of its names. */
static enum level level_of(const struct inventory_resource *vault)
{
    static const char *const words[][LEVEL_COUNT] = {
        {"Excellent", "Good", "Fair", "Poor"},
        {"Maximum", "Adequate", "Minimum", "None"}};
    static const char *const pointers[] = {"/properties/bcdrSecurityLevel",
                                           "/properties/secureScore"};
    int level = LEVEL_COUNT;
    for (size_t k = 0; k < 2 && level == LEVEL_COUNT; k++) {
        char *word = doc_pick(vault->body, vault->body_len, pointers[k]);
        for (level = 0; level < LEVEL_COUNT && !text_same(word, words[k][level]);)
            level++;
        free(word);
    }
    return (enum level)level;
}

static int count_levels(struct result *r, struct err *e)
{
    static const char *const types[] = {"Microsoft.DataProtection/backupVaults",
                                        "Microsoft.RecoveryServices/vaults", NULL};
    struct inventory_cursor *c = inventory_walk(r->inv, types, NULL, true);
    struct inventory_resource vault;
    int rc;
    while ((rc = inventory_next(c, &vault, e)) == 1) {
        enum level level = level_of(&vault);
        if (level != LEVEL_COUNT)
            r->summary.level[level]++;
    }
    inventory_end(c);
    return rc;
}

int tally_findings(struct result *r, struct err *e)
{
    r->summary = (struct summary){0};
    struct counting c = {&r->summary, survey_make(r), -1, e};
    int rc = r->findings.read(r->findings.self, count, &c, e);
    survey_end(c.survey);
    return rc ? rc : count_levels(r, e);
}

/* --- gaps --- */

static void add_gap(struct result *r, const struct inventory_gap *g)
{
    r->gaps = mem_grow(r->gaps, r->n_gaps + 1, sizeof *r->gaps);
    r->gaps[r->n_gaps++] =
        (struct gap_line){mem_text(g->scope),   mem_text(g->type),   mem_text(g->code),
                          mem_text(g->message), mem_text(g->action), g->status};
}

struct copying {
    struct result *r;
    const struct plan *plan;
};

/* What the selected checks would not read is no gap of this scan, as it would be none of
 * a live one. */
static int copy_gap(void *ctx, const struct inventory_gap *g)
{
    struct copying *c = ctx;
    bool wanted = !g->type || !*g->type;
    for (size_t i = 0; i < c->plan->n && !wanted; i++)
        wanted = text_same(c->plan->types[i].row->type, g->type);
    if (wanted)
        add_gap(c->r, g);
    return 0;
}

/* Whether a line stands there already that says why the type is not whole. */
static bool said(const struct result *r, size_t n, const char *type)
{
    for (size_t i = 0; i < n; i++)
        if (!r->gaps[i].type || !*r->gaps[i].type ||
            catalog_below(inventory_catalog(r->inv), type, r->gaps[i].type))
            return true;
    return false;
}

static int by_scope(const void *a, const void *b)
{
    const struct gap_line *x = a, *y = b;
    int order = strcmp(x->scope, y->scope);
    return order ? order : strcmp(x->type ? x->type : "", y->type ? y->type : "");
}

int tally_gaps(struct result *r, const struct plan *plan, struct needs *needs,
               struct err *e)
{
    struct copying c = {r, plan};
    int rc = inventory_each_gap(r->inv, copy_gap, &c);
    if (rc)
        return err_set(e, ERR_IO, "the gaps of the inventory cannot be read");
    size_t from_azure = r->n_gaps;
    struct strs missing = {0};
    for (size_t i = 0; i < r->n_checks; i++) {
        const struct strs *targets = &r->checks[i]->targets;
        for (size_t t = 0; t < targets->n; t++) {
            const struct catalog_row *row =
                catalog_find(inventory_catalog(r->inv), targets->at[t]);
            const char *type = row ? row->type : targets->at[t];
            if (text_same(type, TYPE_TENANT) ||
                needs_known(needs, "/", r->checks[i], type) || said(r, from_azure, type))
                continue;
            strs_add_new(&missing, type);
        }
    }
    for (size_t i = 0; i < missing.n; i++) {
        const struct catalog_row *row =
            catalog_find(inventory_catalog(r->inv), missing.at[i]);
        add_gap(r, &(struct inventory_gap){.scope = "/",
                                           .type = missing.at[i],
                                           .code = "NotCollected",
                                           .message =
                                               "nothing says that all of these were read",
                                           .action = row ? row->action : NULL});
    }
    strs_free(&missing);
    if (r->n_gaps)
        qsort(r->gaps, r->n_gaps, sizeof *r->gaps, by_scope);
    return 0;
}

/* --- exit --- */

int tally_exit(struct result *r, enum severity fail_on, bool allow_incomplete)
{
    const struct summary *s = &r->summary;
    r->complete = !r->n_gaps && !r->n_refused && !s->status[VERDICT_UNKNOWN] &&
                  !s->status[VERDICT_ERROR];
    int code = !r->complete && !allow_incomplete ? ERR_INCOMPLETE : 0;
    if (fail_on != SEVERITY_NONE && s->worst >= fail_on)
        code |= ERR_FINDINGS;
    return code;
}

static bool refused(const struct code *code, const char *path)
{
    for (size_t i = 0; i < code->n_refused; i++)
        if (!strcmp(code->refused[i].file, path))
            return true;
    return false;
}

void tally_code(struct result *r, const struct code *code)
{
    r->code = mem_new((code->n + 1) * sizeof *r->code);
    for (size_t i = 0; i < code->n; i++) {
        const struct code_file *f = &code->files[i];
        if (f->outside && !refused(code, f->path))
            r->code[r->n_code++] =
                (struct code_line){f->path, f->sha256, *f->key ? f->key : NULL};
    }
}

void tally_free(struct result *r)
{
    for (size_t i = 0; i < r->n_gaps; i++) {
        free(r->gaps[i].scope);
        free(r->gaps[i].type);
        free(r->gaps[i].code);
        free(r->gaps[i].message);
        free(r->gaps[i].action);
    }
    free(r->gaps);
    r->gaps = NULL;
    r->n_gaps = 0;
    free(r->code);
    r->code = NULL;
    r->n_code = 0;
    free(r->shard);
    strs_free(&r->subscriptions);
    strs_free(&r->check_dirs);
}

void tally_fingerprint(const char *check, const char *key, char out[72])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    size_t used = 7;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    memcpy(out, "sha256:", used + 1);
    if (ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
        EVP_DigestUpdate(ctx, check, strlen(check)) == 1 &&
        EVP_DigestUpdate(ctx, "\n", 1) == 1 &&
        EVP_DigestUpdate(ctx, key, strlen(key)) == 1 &&
        EVP_DigestFinal_ex(ctx, hash, &len) == 1)
        for (unsigned i = 0; i < len && used + 2 < 72; i++) {
            out[used++] = digits[hash[i] >> 4];
            out[used++] = digits[hash[i] & 15];
        }
    out[used] = '\0';
    EVP_MD_CTX_free(ctx);
}
