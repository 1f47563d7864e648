#include "collect/throttle.h"

#include <stdlib.h>

struct throttle throttle_make(double rate, double burst, int64_t now)
{
    return (struct throttle){.rate = rate, .burst = burst, .tokens = burst, .at = now};
}

static void fill(struct throttle *t, int64_t now)
{
    t->tokens += (double)(now - t->at) / 1000.0 * t->rate;
    t->at = now;
    if (t->tokens > t->burst)
        t->tokens = t->burst;
}

int64_t throttle_take(struct throttle *t, int64_t now)
{
    if (now < t->blocked)
        return t->blocked - now;
    fill(t, now);
    if (t->tokens >= 1.0) {
        t->tokens -= 1.0;
        return 0;
    }
    return (int64_t)((1.0 - t->tokens) / t->rate * 1000.0) + 1;
}

void throttle_widen(struct throttle *t, int64_t now, double rate, double burst)
{
    fill(t, now);
    if (burst > t->burst)
        t->tokens += burst - t->burst;
    t->rate = rate;
    t->burst = burst;
}

void throttle_cap(struct throttle *t, int64_t now, double left)
{
    fill(t, now);
    if (left < t->tokens)
        t->tokens = left;
}

void throttle_left(struct throttle *t, int64_t now, const char *left)
{
    char *end = NULL;
    long n = strtol(left, &end, 10);
    if (*left && !*end && n >= 0)
        throttle_cap(t, now, (double)n);
}

void throttle_block(struct throttle *t, int64_t now, int64_t until)
{
    int64_t from = t->blocked > now ? t->blocked : now;
    if (until <= from)
        return;
    t->waited += until - from;
    t->blocked = until;
}
