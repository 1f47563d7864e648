/* How fast we may ask: a token bucket a scope (a subscription, the tenant, Resource
 * Graph), lowered to what the other side says is left. Pure: the caller brings the time.
 */
#ifndef HF_COLLECT_THROTTLE_H
#define HF_COLLECT_THROTTLE_H

#include <stddef.h>
#include <stdint.h>

struct throttle {
    double rate, burst; /* tokens a second; most that can be saved up */
    double tokens;
    int64_t at;      /* ms of the last count */
    int64_t blocked; /* ms before which nothing goes out */
    int64_t waited;  /* ms that the other side has made us wait so far */
};

struct throttle throttle_make(double rate, double burst, int64_t now);

/* Takes one token and returns 0, or takes nothing and returns the ms to wait (at least
 * 1). */
int64_t throttle_take(struct throttle *t, int64_t now);

/* From now on it is `rate` and `burst`; what the burst grows by is there at once. */
void throttle_widen(struct throttle *t, int64_t now, double rate, double burst);

/* The other side grants `left` more for now: no more than these are in the bucket. */
void throttle_cap(struct throttle *t, int64_t now, double left);
/* The same of a header's value; what is no count of them ("" too) says nothing. */
void throttle_left(struct throttle *t, int64_t now, const char *left);

/* Nothing goes out before `until`. Counts what it adds to the wait. */
void throttle_block(struct throttle *t, int64_t now, int64_t until);

#endif
