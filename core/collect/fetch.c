#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/fetch_int.h"
#include "collect/http.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
    TICK_MS = 250,     /* at least so often, whatever is waited for */
    CAREFUL_RATE = 20, /* reads while Azure does not say what is left */
    CAREFUL_BURST = 200
};

struct fetch *fetch_make(const struct fetch_options *o)
{
    struct fetch *f = mem_new(sizeof *f);
    f->o = *o;
    f->seed = o->seed;
    f->lanes = o->rate > 0 ? lane_set_make(o->rate, o->burst, o->seed)
                           : lane_set_make(CAREFUL_RATE, CAREFUL_BURST, o->seed);
    f->end = o->timeout > 0 ? clock_steady_ms() + o->timeout * 1000 : 0;
    return f;
}

void fetch_drop(struct fetch *f, struct lane_item *i)
{
    f->o.drop(i->job);
    lane_item_free(i);
}

static void drop_all(struct fetch *f, struct lane_item *i)
{
    while (i) {
        struct lane_item *next = i->next;
        fetch_drop(f, i);
        i = next;
    }
}

void fetch_free(struct fetch *f)
{
    if (!f)
        return;
    lane_set_free(&f->lanes, f->o.drop);
    drop_all(f, f->waiting);
    drop_all(f, f->flying);
    auth_token_free(&f->token);
    free(f->claims);
    free(f);
}

void fetch_add(struct fetch *f, const char *scope, const char *url, const char *body,
               void *job)
{
    struct lane *lane = lane_find(&f->lanes, scope, clock_steady_ms());
    lane_push(&f->lanes, lane_item_make(lane, url, body, job));
    f->totals.planned++;
}

int fetch_sign_in(struct fetch *f, struct err *e)
{
    if (!auth_token_stale(&f->token, clock_now()))
        return 0;
    /* A token that cannot be renewed is used until it is refused. */
    if (f->token.text.data && f->o.auth->fixed)
        return 0;
    struct auth_token fresh = {0};
    int rc = auth_get(f->o.auth, f->claims, &fresh, e);
    if (rc)
        return rc;
    free(f->claims);
    f->claims = NULL;
    auth_token_free(&f->token);
    f->token = fresh;
    f->generation++;
    return 0;
}

const struct secret *fetch_token(const struct fetch *f) { return &f->token.text; }

const struct auth_token *fetch_auth_token(const struct fetch *f) { return &f->token; }

void fetch_give(struct fetch *f, struct lane_item *i, struct http_answer *a,
                const char *stopped)
{
    f->totals.done++;
    f->o.answer(f->o.ctx, i->job, a, stopped);
    lane_item_free(i);
}

void fetch_fail(struct fetch *f, int rc)
{
    if (!f->rc)
        f->rc = rc;
}

static int start(struct fetch *f, struct lane_item *i)
{
    int rc = fetch_sign_in(f, &f->why);
    if (rc)
        return rc;
    if (!i->url) {
        struct buf url = buf_make(65536);
        f->o.url(f->o.ctx, i->job, &url);
        i->url = buf_steal(&url);
    }
    struct http_want w = {.method = i->body ? HTTP_POST_GRAPH : HTTP_GET,
                          .url = i->url,
                          .body = i->body,
                          .body_len = i->body ? strlen(i->body) : 0,
                          .bearer = &f->token.text,
                          .ctx = i};
    i->generation = f->generation;
    i->tries++;
    f->totals.requests++;
    log_say(f->o.log, LOG_DEBUG, "%s %s", i->body ? "POST" : "GET", i->url);
    return http_start(f->o.http, &w, &f->why);
}

/* Those that waited and are due go back into their lanes. ms until the next is. */
static int64_t wake(struct fetch *f, int64_t now)
{
    int64_t soon = 1000;
    for (struct lane_item **at = &f->waiting; *at;) {
        struct lane_item *i = *at;
        if (i->due <= now) {
            *at = i->next;
            lane_push(&f->lanes, i);
            continue;
        }
        if (i->due - now < soon)
            soon = i->due - now;
        at = &i->next;
    }
    return soon;
}

/* A subscription's quota of reads is used up by two or three of them in flight. */
static size_t most_in_flight(const struct fetch *f)
{
    size_t n = 3 * f->lanes.n_budgets;
    if (f->o.in_flight > 0)
        return (size_t)f->o.in_flight;
    return n < 16 ? 16 : n > FETCH_IN_FLIGHT ? FETCH_IN_FLIGHT : n;
}

/* Starts what may start. Returns ms until more may, at most 1000. */
static int64_t start_some(struct fetch *f)
{
    int64_t now = clock_steady_ms(), soon = wake(f, now);
    struct lane_item *i;
    while (f->late && (i = lane_take_late(&f->lanes, fetch_horizon(f, now))))
        fetch_give(f, i, &(struct http_answer){0}, "Throttled");
    f->late = false;
    while (!f->rc && http_flying(f->o.http) < most_in_flight(f) &&
           (i = lane_take(&f->lanes, now, &soon))) {
        int rc = start(f, i);
        if (!rc) {
            lane_link(&f->flying, i);
        } else if (rc == -ERR_AGAIN && f->totals.done) {
            lane_push(&f->lanes, i); /* stopped: the next turn sees it */
            break;
        } else {
            fetch_fail(f, rc);
            fetch_drop(f, i);
        }
    }
    return soon;
}

static bool work_left(const struct fetch *f)
{
    return f->waiting || f->lanes.turn || http_flying(f->o.http);
}

/* Why one that is left was not asked: Azure's patience, before anything else. */
static const char *why_not(const struct fetch *f, const struct lane_item *i, int64_t now)
{
    bool slow = i->throttled || lane_blocked(i->lane) > now;
    return slow && text_same(f->stopped, "Timeout") ? "Throttled" : f->stopped;
}

/* Hands back all that is left, what flies too: it might hang. */
static void drain(struct fetch *f)
{
    struct lane_item *i;
    int64_t now = clock_steady_ms();
    http_abort(f->o.http);
    while ((i = f->flying ? f->flying : f->waiting)) {
        lane_unlink(f->flying ? &f->flying : &f->waiting, i);
        fetch_give(f, i, &(struct http_answer){0}, why_not(f, i, now));
    }
    while ((i = lane_take_late(&f->lanes, INT64_MIN)))
        fetch_give(f, i, &(struct http_answer){0}, why_not(f, i, now));
}

static void look_at_clock(struct fetch *f)
{
    struct pollfd p = {.fd = f->o.wake_fd, .events = POLLIN};
    if (!f->stopped && f->end && clock_steady_ms() >= f->end)
        f->stopped = "Timeout";
    if (!f->stopped && p.fd >= 0 && poll(&p, 1, 0) > 0)
        f->stopped = "Interrupted";
}

int fetch_run(struct fetch *f, struct err *e)
{
    int rc = 0;
    while (!f->rc && !rc && work_left(f)) {
        look_at_clock(f);
        if (f->stopped) {
            drain(f);
            continue;
        }
        int64_t soon = start_some(f);
        if (f->o.tick && soon > TICK_MS)
            soon = TICK_MS;
        if (f->rc)
            break;
        rc = http_turn(f->o.http, (long)soon, f->o.wake_fd, fetch_on_answer, f, &f->why);
        if (f->o.tick)
            f->o.tick(f->o.ctx);
    }
    if (rc)
        fetch_fail(f, rc);
    if (f->rc && e)
        *e = f->why;
    return f->rc;
}

struct fetch_totals fetch_totals(const struct fetch *f) { return f->totals; }

const char *fetch_stopped(const struct fetch *f) { return f->stopped; }

void fetch_stop(struct fetch *f, const char *why)
{
    if (!f->stopped)
        f->stopped = why;
}
