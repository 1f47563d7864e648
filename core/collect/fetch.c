#include "collect/fetch.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/auth.h"
#include "collect/azerr.h"
#include "collect/challenge.h"
#include "collect/http.h"
#include "collect/lane.h"
#include "collect/retry.h"
#include "collect/throttle.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BLOCKED_MAX = 30 * 60 * 1000, /* ms that Azure may hold one scope up in a scan */
    LOST_MAX = 16,                /* requests without any answer, in a row */
    TICK_MS = 250                 /* at least so often, whatever is waited for */
};

struct fetch {
    struct fetch_options o;
    struct lane *lanes, *turn; /* `turn`: who is next */
    struct lane_item *waiting; /* for their time, in no order */
    struct lane_item *flying;
    struct auth_token token;
    unsigned generation;
    char *claims; /* that the next token has to show; NULL: none */
    bool doubted; /* the token came after a 401 and nothing was read with it yet */
    struct fetch_totals totals;
    uint64_t seed;
    int lost;
    int64_t end; /* steady ms; 0: never */
    const char *stopped;
    struct err why;
    int rc;
};

struct fetch *fetch_make(const struct fetch_options *o)
{
    struct fetch *f = mem_new(sizeof *f);
    f->o = *o;
    if (f->o.in_flight <= 0)
        f->o.in_flight = 8;
    if (f->o.rate <= 0) {
        f->o.rate = 20;
        f->o.burst = 200;
    }
    f->seed = o->seed;
    f->end = o->timeout > 0 ? clock_steady_ms() + o->timeout * 1000 : 0;
    return f;
}

/* Of a request that nobody will be told of any more. */
static void drop(struct fetch *f, struct lane_item *i)
{
    f->o.drop(i->job);
    lane_item_free(i);
}

static void drop_all(struct fetch *f, struct lane_item *i)
{
    while (i) {
        struct lane_item *next = i->next;
        drop(f, i);
        i = next;
    }
}

void fetch_free(struct fetch *f)
{
    if (!f)
        return;
    while (f->lanes) {
        struct lane *next = f->lanes->next;
        drop_all(f, f->lanes->first);
        free(f->lanes->name);
        free(f->lanes);
        f->lanes = next;
    }
    drop_all(f, f->waiting);
    drop_all(f, f->flying);
    auth_token_free(&f->token);
    free(f->claims);
    free(f);
}

static struct lane *lane_of(struct fetch *f, const char *name)
{
    for (struct lane *l = f->lanes; l; l = l->next)
        if (text_same(l->name, name))
            return l;
    struct lane *l = mem_new(sizeof *l);
    bool graph = text_same(name, "graph");
    l->name = mem_text(name);
    /* Resource Graph grants 15 queries in 5 seconds. */
    l->pace =
        throttle_make(graph ? 3 : f->o.rate, graph ? 12 : f->o.burst, clock_steady_ms());
    l->next = f->lanes;
    f->lanes = l;
    return l;
}

void fetch_add(struct fetch *f, const char *scope, const char *url, const char *body,
               void *job)
{
    lane_push(lane_item_make(lane_of(f, scope), url, body, job));
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

static void give(struct fetch *f, struct lane_item *i, struct http_answer *a,
                 const char *stopped)
{
    f->totals.done++;
    f->o.answer(f->o.ctx, i->job, a, stopped);
    lane_item_free(i);
}

static void fail(struct fetch *f, int rc)
{
    if (!f->rc)
        f->rc = rc;
}

/* A 401: one fresh token for whoever went out with the old one, then the end. */
static bool renew(struct fetch *f, struct lane_item *i, const struct http_answer *a,
                  const struct azerr *az)
{
    if (i->generation != f->generation)
        return true;
    bool again = !i->renewed && !f->doubted && !f->o.auth->fixed;
    i->renewed = f->doubted = true;
    if (again) {
        log_say(f->o.log, LOG_INFO, "the token was refused (%s): asking for a new one",
                az->code);
        auth_token_free(&f->token);
        free(f->claims);
        f->claims = challenge_claims(a->challenge);
        int rc = fetch_sign_in(f, &f->why);
        if (rc && rc != -ERR_AGAIN) /* stopped: the next turn sees it too */
            fail(f, rc);
        return !rc || rc == -ERR_AGAIN;
    }
    fail(f, err_set(&f->why, ERR_ACCESS, "Azure refuses the token: %s: %s",
                    *az->code ? az->code : "HTTP 401", az->message));
    return false;
}

/* Headers that slow a whole scope down. */
static void heed(struct fetch *f, struct lane *l, const struct http_answer *a,
                 const struct azerr *az, long wait)
{
    int64_t now = clock_steady_ms();
    double resets = 0;
    if (!strcmp(a->quota_left, "0") && clock_duration(a->quota_resets, &resets) &&
        resets > 0 && resets <= 60)
        throttle_block(&l->pace, now, now + (int64_t)(resets * 1000));
    /* ResourceRequestsThrottled counts one action on one resource, no more. */
    if (a->status == 429 && wait > 0 && !text_same(az->code, "ResourceRequestsThrottled"))
        throttle_block(&l->pace, now, now + wait);
    if (a->status == 429)
        f->totals.throttled++;
}

static long wait_for(struct fetch *f, const struct lane_item *i,
                     const struct http_answer *a, const struct azerr *az)
{
    if (f->stopped || i->lane->pace.waited > BLOCKED_MAX)
        return -1;
    struct retry_case c = {.tries = i->tries,
                           .status = a->status,
                           .passing = a->failure == HTTP_UNREACHABLE ||
                                      a->failure == HTTP_TIMEOUT ||
                                      a->failure == HTTP_CUT,
                           .retry_after = *a->retry_after ? a->retry_after : NULL,
                           .message = az->message,
                           .now = clock_now(),
                           .base = f->o.backoff_ms};
    return retry_wait(&c, &f->seed);
}

static void on_answer(void *ctx, struct http_answer *a)
{
    struct fetch *f = ctx;
    struct lane_item *i = a->ctx;
    lane_unlink(&f->flying, i);
    struct azerr az = {0};
    /* An answer that repeats what it was asked with is not kept like that. */
    (void)secret_hide(&f->token.text, a->body.data, a->body.len);
    if (a->failure == HTTP_ANSWERED) {
        f->lost = 0;
        if (a->status != 200)
            azerr_read(buf_str(&a->body), a->body.len, &az);
    } else if (a->failure != HTTP_TOO_LARGE && ++f->lost >= LOST_MAX && !f->stopped) {
        f->stopped = "Unreachable";
    }
    f->doubted &= a->status == 401 || i->generation != f->generation;
    if (a->status == 401) {
        if (renew(f, i, a, &az))
            lane_push(i);
        else
            drop(f, i);
        return;
    }
    long wait = a->status == 200 ? -1 : wait_for(f, i, a, &az);
    heed(f, i->lane, a, &az, wait);
    if (wait < 0) {
        give(f, i, a, NULL);
        return;
    }
    log_say(f->o.log, LOG_DEBUG, "%s: %d %s, again in %ld ms", i->url, a->status,
            a->failure ? a->reason : az.code, wait);
    i->due = clock_steady_ms() + wait;
    lane_link(&f->waiting, i);
}

static int start(struct fetch *f, struct lane_item *i)
{
    int rc = fetch_sign_in(f, &f->why);
    if (rc)
        return rc;
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

/* Starts what may start, lane by lane in turn. Returns ms until more may, at most
 * 1000. */
static int64_t start_some(struct fetch *f)
{
    int64_t soon = 1000, now = clock_steady_ms();
    for (struct lane_item **at = &f->waiting; *at;) {
        struct lane_item *i = *at;
        if (i->due <= now) {
            *at = i->next;
            lane_push(i);
            continue;
        }
        if (i->due - now < soon)
            soon = i->due - now;
        at = &i->next;
    }
    struct lane *idle = NULL; /* the first lane in a row that had nothing to start */
    while (!f->rc && f->lanes && http_flying(f->o.http) < (size_t)f->o.in_flight) {
        struct lane *l = f->turn ? f->turn : f->lanes;
        if (l == idle)
            break;
        f->turn = l->next;
        int64_t wait = l->first ? throttle_take(&l->pace, now) : -1;
        if (wait) {
            if (wait > 0 && wait < soon)
                soon = wait;
            idle = idle ? idle : l;
            continue;
        }
        idle = NULL;
        struct lane_item *i = lane_pop(l);
        int rc = start(f, i);
        if (rc == -ERR_AGAIN && f->totals.done) {
            lane_push(i); /* stopped while it signed in anew: the next turn sees it */
            break;
        }
        if (!rc) {
            lane_link(&f->flying, i);
        } else {
            fail(f, rc);
            drop(f, i);
        }
    }
    return soon;
}

static bool work_left(const struct fetch *f)
{
    if (f->waiting || http_flying(f->o.http))
        return true;
    for (const struct lane *l = f->lanes; l; l = l->next)
        if (l->first)
            return true;
    return false;
}

/* Hands back all that is left, what flies too: it might hang. */
static void drain(struct fetch *f)
{
    struct http_answer none = {0};
    http_abort(f->o.http);
    while (f->flying) {
        struct lane_item *i = f->flying;
        f->flying = i->next;
        give(f, i, &none, f->stopped);
    }
    while (f->waiting) {
        struct lane_item *i = f->waiting;
        f->waiting = i->next;
        give(f, i, &none, f->stopped);
    }
    for (struct lane *l = f->lanes; l; l = l->next)
        while (l->first)
            give(f, lane_pop(l), &none, f->stopped);
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
        int64_t soon = 1000;
        if (f->stopped) {
            drain(f);
            continue;
        }
        soon = start_some(f);
        if (f->o.tick && soon > TICK_MS)
            soon = TICK_MS;
        if (f->rc)
            break;
        rc = http_turn(f->o.http, (long)soon, f->o.wake_fd, on_answer, f, &f->why);
        if (f->o.tick)
            f->o.tick(f->o.ctx);
    }
    if (rc)
        fail(f, rc);
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
