#include "report/groups.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "report/evidence.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct groups *g;
    unsigned listed;
};

static struct group *group_of(struct groups *g, const struct finding *f)
{
    for (size_t i = g->n; i-- > 0;) {
        struct group *at = &g->at[i];
        if (at->check == f->check && at->severity == f->severity &&
            (f->severity != SEVERITY_NONE || at->verdict == f->verdict))
            return at;
    }
    g->at = mem_grow(g->at, g->n + 1, sizeof *g->at);
    g->at[g->n] =
        (struct group){.check = f->check, .severity = f->severity, .verdict = f->verdict};
    return &g->at[g->n++];
}

/* The saying of these words, or NULL when there are too many others already. */
static struct group_saying *saying_of(struct group *g, const char *text, size_t len,
                                      const struct frame_detail *detail)
{
    for (size_t i = 0; i < g->n_says; i++)
        if (g->says[i].len == len && !memcmp(g->says[i].message, text, len))
            return &g->says[i];
    if (g->n_says == GROUP_SAYINGS)
        return NULL;
    struct group_saying *s = &g->says[g->n_says++];
    struct buf seen = buf_make(GROUP_SEEN * 8);
    evidence_say(detail, GROUP_SEEN, &seen);
    *s = (struct group_saying){
        .message = mem_textn(text, len), .len = len, .seen = mem_text(buf_str(&seen))};
    buf_free(&seen);
    return s;
}

/* A configuration's severity stands whatever a resource holds. */
static bool is_lowered(const struct finding *f)
{
    static const char key[] = FRAME_LOWERED;
    bool lowered = false;
    for (size_t i = 0; f->detail && i < f->detail->n_remarks; i++)
        lowered = lowered || (f->detail->remarks[i].key.len == strlen(key) &&
                              !memcmp(f->detail->remarks[i].key.data, key, strlen(key)));
    return lowered && f->severity != SEVERITY_NONE && f->original == SEVERITY_NONE;
}

static int take(void *ctx, const struct finding *f)
{
    struct reading *r = ctx;
    if (!(r->listed >> f->verdict & 1))
        return 0;
    bool said = f->detail && f->detail->message.len;
    const char *text = said ? f->detail->message.data : f->check->title;
    struct group *g = group_of(r->g, f);
    g->count++;
    struct group_saying *s =
        saying_of(g, text, said ? f->detail->message.len : strlen(text), f->detail);
    if (!s)
        return 0;
    s->count++;
    if (s->n_rows < GROUP_ROWS) {
        s->lowered[s->n_rows] = is_lowered(f);
        s->rows[s->n_rows++] = f->row;
    }
    return 0;
}

static int rank(const struct group *g)
{
    static const int ranks[VERDICT_COUNT] = {[VERDICT_ERROR] = 4,
                                             [VERDICT_UNKNOWN] = 3,
                                             [VERDICT_NOT_APPLICABLE] = 2,
                                             [VERDICT_PASS] = 1};
    return g->severity == SEVERITY_NONE ? ranks[g->verdict] : 4 + (int)g->severity;
}

static int worse_first(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (rank(x) != rank(y))
        return rank(y) - rank(x);
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->check->id, y->check->id);
}

int groups_read(struct groups *g, const struct result *r, struct err *e)
{
    struct reading reading = {g, r->listed};
    *g = (struct groups){0};
    int rc = r->findings.read(r->findings.self, take, &reading, e);
    if (!rc && g->n)
        qsort(g->at, g->n, sizeof *g->at, worse_first);
    return rc;
}

void groups_free(struct groups *g)
{
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = 0; k < g->at[i].n_says; k++) {
            free(g->at[i].says[k].message);
            free(g->at[i].says[k].seen);
        }
    free(g->at);
    *g = (struct groups){0};
}
