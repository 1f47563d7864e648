/* One request from start to end, for who has nothing else to do meanwhile but to listen
 * whether it should stop. */
#include "base/clock.h"
#include "base/err.h"
#include "collect/http.h"

#include <poll.h>

/* Waits for at most `ms` that nobody says stop. */
static int listen_for(const struct http *h, long ms, struct err *e)
{
    struct http_watch w = http_watched(h);
    struct pollfd p = {.fd = w.on ? w.wake_fd : -1, .events = POLLIN};
    int64_t left = w.on && w.end ? w.end - clock_steady_ms() : ms;
    bool late = left <= ms && w.on && w.end;
    if (poll(&p, 1, !late ? (int)ms : left < 0 ? 0 : (int)left) > 0)
        return err_set(e, ERR_AGAIN, "stopped before anything was read");
    if (late && clock_steady_ms() >= w.end)
        return err_set(e, ERR_AGAIN, "--timeout passed before anything was read");
    return 0;
}

int http_pause(const struct http *h, long ms, struct err *e)
{
    int64_t end = clock_steady_ms() + ms, left = ms;
    int rc;
    do {
        rc = listen_for(h, (long)left, e);
        left = end - clock_steady_ms();
    } while (!rc && left > 0);
    return rc;
}

static void keep(void *ctx, struct http_answer *a)
{
    struct http_answer *out = ctx;
    *out = *a;
    a->body = buf_make(0);
}

int http_ask(struct http *h, const struct http_want *w, struct http_answer *out,
             struct err *e)
{
    struct http_watch watch = http_watched(h);
    *out = (struct http_answer){0};
    int rc = listen_for(h, 0, e);
    if (!rc)
        rc = http_start(h, w, e);
    while (!rc && http_flying(h)) {
        int64_t left = watch.on && watch.end ? watch.end - clock_steady_ms() : 1000;
        rc = http_turn(h,
                       left < 1      ? 1
                       : left > 1000 ? 1000
                                     : (long)left,
                       watch.on ? watch.wake_fd : -1, keep, out, e);
        if (!rc && http_flying(h))
            rc = listen_for(h, 0, e);
    }
    if (rc)
        http_abort(h);
    return rc;
}
