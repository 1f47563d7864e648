/* What an answer means for the request that it is of, and for how fast others follow. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "collect/azerr.h"
#include "collect/challenge.h"
#include "collect/fetch_int.h"
#include "collect/http.h"
#include "collect/retry.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCKED_MAX = 30 * 60 * 1000, /* ms that Azure may hold one scope up in a scan */
    LOST_MAX = 16,                /* requests without any answer, in a row */
    READS_RATE = 25,              /* of a subscription, as Azure documents */
    READS_BURST = 250,
    RENEW_SPAN = 5 * 60 * 1000, /* ms in which a lone 401 brings one fresh token, */
    RENEWALS_MAX = 3,           /* and a challenge, or a token that seems dead, so many */
    ROW_DEAD = 3,               /* 401s in a row: it seems dead */
    ROW_DOUBTED = 8, /* the same, of a fresh token that opened nothing: the end */
    ROW_END = 16,    /* the same, of any token */
    REFUSED_MAX = 3  /* 401s of one request, then it stays unread */
};

/* When to ask again whoever had a 401. */
enum after_401 { AT_ONCE, LATER, NEVER, END };

/* Whether the time since the last of them allows one more fresh token. */
static bool may_renew(struct fetch *f, int most)
{
    int64_t now = clock_steady_ms();
    if (!f->renewals || now - f->renewed >= RENEW_SPAN) {
        f->renewals = 0;
        f->renewed = now;
    }
    return f->renewals < most;
}

static void end_row(struct fetch *f)
{
    f->row += f->refused > 0;
    f->refused = 0;
}

static enum after_401 renew(struct fetch *f, char *claims, const struct azerr *az)
{
    log_say(f->o.log, LOG_INFO, "the token was refused (%s): asking for a new one",
            az->code);
    f->doubted = true;
    end_row(f);
    f->renewals++;
    auth_token_free(&f->token);
    free(f->claims);
    f->claims = claims;
    int rc = fetch_sign_in(f, &f->why);
    if (!rc || rc == -ERR_AGAIN) /* stopped: the next turn sees it too */
        return AT_ONCE;
    fetch_fail(f, rc);
    return END;
}

static enum after_401 refuse(struct fetch *f, const struct azerr *az)
{
    fetch_fail(f, err_set(&f->why, ERR_ACCESS, "Azure refuses the token: %s: %s",
                          *az->code ? az->code : "HTTP 401", az->message));
    return END;
}

/* A challenge is answered once. Without one, a 401 may be of this request alone: it is
 * asked again, with a fresh token if there was none lately, or if others are refused too.
 * However many are refused here and there, that is few tokens. */
static enum after_401 after_401(struct fetch *f, struct lane_item *i,
                                const struct http_answer *a, const struct azerr *az)
{
    if (i->generation != f->generation)
        return AT_ONCE;
    char *claims = challenge_claims(a->challenge);
    bool first = !i->refused++;
    f->refused++;
    if (claims && first && !f->doubted && !f->o.auth->fixed && may_renew(f, RENEWALS_MAX))
        return renew(f, claims, az);
    bool challenged = claims;
    free(claims);
    if (challenged || f->o.auth->fixed || f->refused >= ROW_END ||
        (f->doubted && f->refused >= ROW_DOUBTED))
        return refuse(f, az);
    /* Refused to some one after the other, or to one twice with nothing in between. */
    bool dead = f->refused >= ROW_DEAD || (!first && i->row == f->row);
    dead = dead && i->refused < REFUSED_MAX;
    i->row = f->row;
    if ((first && may_renew(f, 1)) || (dead && may_renew(f, RENEWALS_MAX)))
        return renew(f, NULL, az);
    return first ? LATER : NEVER;
}

/* When it makes no sense any more to wait for a scope. */
int64_t fetch_horizon(const struct fetch *f, int64_t now)
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
    if (t && wait < 0 && (asked > RETRY_WAIT_MAX || now + asked >= fetch_horizon(f, now)))
        throttle_block(t, now, INT64_MAX);
    else if (t && wait > 0)
        throttle_block(t, now, now + wait);
    f->late |= lane_blocked(l) >= fetch_horizon(f, now);
}

static long wait_for(struct fetch *f, const struct lane_item *i,
                     const struct http_answer *a, const struct azerr *az, bool refused)
{
    if (f->stopped || lane_waited(i->lane) > BLOCKED_MAX)
        return -1;
    struct retry_case c = {.tries = i->tries,
                           .status = refused ? 0 : a->status,
                           .passing = refused || a->failure == HTTP_UNREACHABLE ||
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

void fetch_on_answer(void *ctx, struct http_answer *a)
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
    if (a->status != 401 && i->generation == f->generation) {
        f->doubted = false;
        end_row(f);
    }
    enum after_401 next = a->status == 401 ? after_401(f, i, a, &az) : NEVER;
    if (next == AT_ONCE)
        lane_push(&f->lanes, i);
    if (next == END)
        fetch_drop(f, i);
    if (next == AT_ONCE || next == END)
        return;
    i->throttled = a->status == 429;
    long wait = a->status == 200 ? -1 : wait_for(f, i, a, &az, next == LATER);
    heed(f, i->lane, a, &az, wait);
    if (wait < 0) {
        fetch_give(f, i, a, NULL);
        return;
    }
    log_say(f->o.log, LOG_DEBUG, "%s: %d %s, again in %ld ms", i->url, a->status,
            a->failure ? a->reason : az.code, wait);
    i->due = clock_steady_ms() + wait;
    lane_link(&f->waiting, i);
}
