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
    TICK_MS = 250,                /* at least so often, whatever is waited for */
    READS_RATE = 25,              /* of a subscription, as Azure documents; careful: */
    READS_BURST = 250,
    CAREFUL_RATE = 20, /* while its answers do not say what is left */
    CAREFUL_BURST = 200
};

struct fetch {
    struct fetch_options o;
    struct lane_set lanes;
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
    bool late;   /* some lane may be blocked for longer than this lasts */
    const char *stopped;
    struct err why;
    int rc;
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

/* An answer that repeats what it was asked with is not kept like that. */
static void hide_token(const struct secret *token, struct buf *body)
{
    char *at = body->data, *end = at + body->len;
    while (token->len && at &&
           (at = memmem(at, (size_t)(end - at), token->data, token->len)))
        memset(at, '*', token->len);
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

/* When it makes no sense any more to wait for a scope. */
static int64_t horizon(const struct fetch *f, int64_t now)
{
    return f->end ? f->end : now + BLOCKED_MAX;
}

/* Of whom a 429 asks for patience: one resource, a provider, or all in the subscription.
 */
static struct throttle *slowed(struct lane *l, const struct http_answer *a,
                               const struct azerr *az)
{
    if (text_same(az->code, "ResourceRequestsThrottled"))
        return NULL;
    return text_same(a->cause, "service") ? &l->pace : &l->budget->pace;
}

/* Headers that slow a whole scope down. */
static void heed(struct fetch *f, struct lane *l, const struct http_answer *a,
                 const struct azerr *az, long wait)
{
    int64_t now = clock_steady_ms();
    double resets = 0;
    if (*a->reads_left && f->o.rate <= 0)
        throttle_widen(&l->budget->pace, now, READS_RATE, READS_BURST);
    throttle_left(&l->budget->pace, now, a->reads_left);
    throttle_left(&l->budget->pace, now, a->quota_left);
    if (!strcmp(a->quota_left, "0") && clock_duration(a->quota_resets, &resets) &&
        resets > 0 && resets <= 60)
        throttle_block(&l->budget->pace, now, now + (int64_t)(resets * 1000));
    if (a->status != 429)
        return;
    f->totals.throttled++;
    long asked = retry_after(a->retry_after, clock_now());
    struct throttle *t = slowed(l, a, az);
    /* What is asked for and too long to wait for ends the scope for this scan. */
    if (t && wait < 0 && (asked > RETRY_WAIT_MAX || now + asked >= horizon(f, now)))
        throttle_block(t, now, INT64_MAX);
    else if (t && wait > 0)
        throttle_block(t, now, now + wait);
    f->late |= lane_blocked(l) >= horizon(f, now);
}

static long wait_for(struct fetch *f, const struct lane_item *i,
                     const struct http_answer *a, const struct azerr *az)
{
    if (f->stopped || lane_waited(i->lane) > BLOCKED_MAX)
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
    long wait = retry_wait(&c, &f->seed);
    /* Better the reason now than a scan that waits for the end of its time. */
    return f->end && clock_steady_ms() + wait >= f->end ? -1 : wait;
}

static void on_answer(void *ctx, struct http_answer *a)
{
    struct fetch *f = ctx;
    struct lane_item *i = a->ctx;
    lane_unlink(&f->flying, i);
    struct azerr az = {0};
    hide_token(&f->token.text, &a->body);
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
            lane_push(&f->lanes, i);
        else
            drop(f, i);
        return;
    }
    i->throttled = a->status == 429;
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
    size_t n = 2 * f->lanes.n_budgets;
    if (f->o.in_flight > 0)
        return (size_t)f->o.in_flight;
    return n < 16 ? 16 : n > FETCH_IN_FLIGHT ? FETCH_IN_FLIGHT : n;
}

/* Starts what may start. Returns ms until more may, at most 1000. */
static int64_t start_some(struct fetch *f)
{
    int64_t now = clock_steady_ms(), soon = wake(f, now);
    struct lane_item *i;
    while (f->late && (i = lane_take_late(&f->lanes, horizon(f, now))))
        give(f, i, &(struct http_answer){0}, "Throttled");
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
            fail(f, rc);
            drop(f, i);
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
        give(f, i, &(struct http_answer){0}, why_not(f, i, now));
    }
    while ((i = lane_take_late(&f->lanes, INT64_MIN)))
        give(f, i, &(struct http_answer){0}, why_not(f, i, now));
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
