/* The instance metadata service of a virtual machine. */
#include "collect/managed.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "collect/http.h"
#include "collect/metadata.h"
#include "collect/retry.h"
#include "data/signin.h"

#include <string.h>

enum { CONNECT_MS = 1000, WAIT_MAX_MS = 60000, TRIES = 5 };

/* 2, 6, 14, 30 seconds; where it is being updated, which takes up to 70, once more 30.
 * -1: no further try. */
static long next_wait(const struct managed *m, const struct metadata_answer *a, int tries)
{
    long unit = m->backoff_ms ? m->backoff_ms : 1000;
    bool updating = a->status == 410;
    bool again = updating || a->status == 429 || a->status >= 500 ||
                 ((!a->status || a->status == 404) && !m->probing);
    /* Nobody there, and nobody said that there is: three tries are enough. */
    int most = !a->status ? 3 : updating ? TRIES + 1 : TRIES;
    if (!again || tries >= most)
        return -1;
    long own = 2 * unit * ((1 << (tries < 4 ? tries : 4)) - 1);
    long asked = *a->retry_after ? retry_after(a->retry_after, clock_now()) : -1;
    return asked > WAIT_MAX_MS ? -1 : asked > own ? asked : own;
}

/* Other clouds have something else at this address: for who asks whether there is one of
 * ours, an answer that does not sound like it is none. */
static int settle(const struct managed *m, const struct metadata_answer *a, int rc,
                  struct err *e)
{
    bool ours = a->status == 410 || a->status == 429 || a->status >= 500;
    if (!rc || !m->probing || ours)
        return rc;
    if (e)
        e->code = ERR_NOINPUT;
    return -ERR_NOINPUT;
}

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct managed *m = (struct managed *)auth;
    struct buf url = buf_make(8192);
    long wait = 0;
    int rc = 0;
    (void)claims; /* it takes none */
    managed_url(m, "2018-02-01", "client_id", &url);
    for (int tries = 1; !rc && wait >= 0; tries++) {
        struct metadata_want w = {.url = buf_str(&url),
                                  .headers = {"Metadata: true"},
                                  .connect_ms = CONNECT_MS};
        struct metadata_answer a;
        rc = metadata_ask(&w, &a, e);
        wait = rc ? -1 : next_wait(m, &a, tries);
        if (!rc)
            rc = wait < 0 ? settle(m, &a, managed_take(m, &a, out, e), e)
                          : http_pause(m->http, wait, e);
        metadata_answer_free(&a);
    }
    buf_free(&url);
    return rc;
}

struct auth *managed_imds_make(const struct auth_input *in, struct err *e)
{
    const char *host = signin_text(in->signin, SIGNIN_POD_IDENTITY);
    struct buf endpoint = buf_make(4096);
    buf_text(&endpoint, host ? host : "http://169.254.169.254");
    while (endpoint.len && endpoint.data[endpoint.len - 1] == '/')
        endpoint.data[--endpoint.len] = '\0';
    buf_text(&endpoint, "/metadata/identity/oauth2/token");
    struct managed *m =
        managed_make(in, signin_variable(SIGNIN_POD_IDENTITY), buf_str(&endpoint), e);
    buf_free(&endpoint);
    if (!m)
        return NULL;
    m->auth.detail = "instance metadata";
    m->auth.get = get;
    return &m->auth;
}
