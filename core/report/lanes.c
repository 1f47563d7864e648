#include "report/lanes.h"

#include "base/err.h"
#include "data/finding.h"
#include "data/inventory.h"
#include "report/out.h"
#include "report/part.h"

#include <pthread.h>
#include <string.h>

enum { GATHER = 1 << 16, MOST = 64 << 20 };

struct lanes {
    struct report_out *o; /* whoever has the turn writes */
    const struct lane_form *form;
    size_t parts;
    bool any;             /* a finding was written; as `o` */
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t turned;
    size_t next, turn; /* part that nobody has yet; whose text comes next */
    int rc;            /* of the first that failed: nobody goes on */
    struct err *e;
};

struct lane {
    struct lanes *all;
    struct result r; /* with an inventory of its own */
    struct part part;
    struct buf text; /* rendered, not yet written */
    size_t at;       /* part */
    bool mine;       /* it has the turn */
    int rc;
    struct err e;
    pthread_t thread;
};

/* --- turns --- */

/* The next part; false: there is none, or somebody failed. */
static bool take(struct lane *l)
{
    struct lanes *all = l->all;
    pthread_mutex_lock(&all->lock);
    bool more = !all->rc && all->next < all->parts;
    l->at = all->next;
    all->next += more;
    pthread_mutex_unlock(&all->lock);
    l->mine = false;
    return more;
}

/* 0: it is this lane's turn; or what another failed with. */
static int wait_turn(struct lane *l)
{
    struct lanes *all = l->all;
    pthread_mutex_lock(&all->lock);
    while (!all->rc && all->turn != l->at)
        pthread_cond_wait(&all->turned, &all->lock);
    int rc = all->rc;
    pthread_mutex_unlock(&all->lock);
    l->mine = !rc;
    return rc;
}

/* The part is written, or failed. */
static void pass_turn(struct lane *l)
{
    struct lanes *all = l->all;
    pthread_mutex_lock(&all->lock);
    if (l->rc && !all->rc) {
        all->rc = l->rc;
        *all->e = l->e;
    }
    all->turn += !l->rc;
    pthread_cond_broadcast(&all->turned);
    pthread_mutex_unlock(&all->lock);
}

/* --- text --- */

static int hand_over(struct lane *l)
{
    struct lanes *all = l->all;
    int rc = l->mine ? 0 : wait_turn(l);
    if (rc)
        return rc;
    size_t from = all->any || !l->text.len ? 0 : strlen(all->form->between);
    all->any |= l->text.len > 0;
    rc = out_write(all->o, &l->text, from, &l->e);
    buf_clear(&l->text);
    return rc;
}

static int put_finding(void *ctx, const struct finding *f)
{
    struct lane *l = ctx;
    const struct lane_form *form = l->all->form;
    if (!(l->r.listed >> f->verdict & 1))
        return 0;
    buf_text(&l->text, form->between);
    buf_text(&l->text, form->open);
    l->rc = part_finding(&l->part, &l->text, &l->r, f, &l->e);
    buf_text(&l->text, form->close);
    if (!l->rc && l->text.len >= (l->mine ? GATHER : LANE_TEXT))
        l->rc = hand_over(l);
    return l->rc ? 1 : 0;
}

static void *run(void *ctx)
{
    struct lane *l = ctx;
    const struct findings *f = &l->r.findings;
    while (!l->rc && take(l)) {
        int rc = f->read_part ? f->read_part(f->self, l->at, put_finding, l, &l->e)
                              : f->read(f->self, put_finding, l, &l->e);
        if (!l->rc)
            l->rc = rc ? rc : hand_over(l);
        pass_turn(l);
    }
    part_free(&l->part);
    buf_free(&l->text);
    return NULL;
}

/* As many lanes as are of use and can be had: fewer are slower, and no failure. */
static size_t start(struct lanes *all, struct lane *lanes, const struct result *r)
{
    size_t n = r->jobs < 1 ? 1 : r->jobs < LANES_MAX ? (size_t)r->jobs : LANES_MAX;
    n = n < all->parts ? n : all->parts ? all->parts : 1;
    for (size_t i = 0; i < n; i++) {
        lanes[i] = (struct lane){.all = all, .r = *r, .text = buf_make(MOST)};
        if (i && !(lanes[i].r.inv = inventory_again(r->inv, &lanes[i].e)))
            return i;
        if (i && pthread_create(&lanes[i].thread, NULL, run, &lanes[i])) {
            inventory_close(lanes[i].r.inv);
            return i;
        }
    }
    return n;
}

int lanes_write(struct report_out *o, const struct result *r,
                const struct lane_form *form, struct err *e)
{
    const struct findings *f = &r->findings;
    struct lane lanes[LANES_MAX]; /* the first is this thread's */
    struct lanes all = {.o = o,
                        .form = form,
                        .parts = f->read_part ? f->parts(f->self) : 1,
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .turned = PTHREAD_COND_INITIALIZER,
                        .e = e};
    size_t n = start(&all, lanes, r);
    run(&lanes[0]);
    for (size_t i = 1; i < n; i++) {
        pthread_join(lanes[i].thread, NULL);
        inventory_close(lanes[i].r.inv);
    }
    return all.rc;
}
