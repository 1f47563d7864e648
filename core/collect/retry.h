/* When to ask again. Pure: no clock, no sleep, no global chance. */
#ifndef HF_COLLECT_RETRY_H
#define HF_COLLECT_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    RETRY_TRIES = 5,            /* requests in all, the first one counted */
    RETRY_WAIT_MAX = 600 * 1000 /* ms; who asks for more gets no further request */
};

struct retry_case {
    int tries;               /* requests made so far, from 1 */
    int status;              /* HTTP; 0: no answer */
    bool passing;            /* no answer, and the cause may pass */
    const char *retry_after; /* header; NULL: none */
    const char *message;     /* of the error body; NULL: none */
    int64_t now;             /* UTC seconds, for a date in the header */
    long base;               /* ms of the first wait of our own; 0: 500 */
};

/* Whether a status is worth another try. */
bool retry_status(int status);

/* Milliseconds to wait before the next try, or -1: give up. `seed` is the state of the
 * jitter; equal seeds give equal waits. */
long retry_wait(const struct retry_case *c, uint64_t *seed);

/* Milliseconds that a Retry-After value asks for, by seconds or HTTP date; -1 when it is
 * junk. A date in the past is 0, an overflow is huge. */
long retry_after(const char *text, int64_t now);

/* Milliseconds of "Please try again after '324' seconds"; -1 when it does not say. */
long retry_from_message(const char *message);

#endif
