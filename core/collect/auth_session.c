#include "collect/auth_session.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "collect/access.h"
#include "collect/collector.h"
#include "collect/http.h"
#include "data/plan.h"

struct auth_input auth_session_input(const struct plan_scope *s,
                                     const struct collector_setting *set,
                                     struct http *http, const struct origin *authority)
{
    return (struct auth_input){.http = http,
                               .authority = authority,
                               .tenant = s->tenant,
                               .client_id = s->client_id,
                               .audience = s->audience,
                               .signin = set->signin,
                               .path = set->path,
                               .home = set->home,
                               .azure_config = set->azure_config,
                               .ca_file = s->ca_file,
                               .proxy = s->proxy,
                               .agent = s->tool,
                               .arc_keys = set->arc_keys,
                               .log = set->log,
                               .backoff_ms = set->backoff_ms};
}

int auth_session_only(const struct plan_scope *s, const struct collector_setting *set,
                      struct err *e)
{
    struct http_options o = {.ca_file = s->ca_file,
                             .proxy = s->proxy,
                             .agent = s->tool,
                             .timeout_ms = set->timeout_ms};
    struct auth_token token = {0};
    struct buf line = buf_make(65536);
    int rc = origin_parse(s->authority, &o.authority, e);
    if (!rc)
        rc = origin_parse(s->resource_manager, &o.arm, e);
    if (rc)
        return rc;
    struct http *http = http_make(&o, e);
    if (!http)
        return -ERR_INTERNAL;
    http_watch(http, set->wake_fd,
               s->timeout > 0 ? clock_steady_ms() + s->timeout * 1000 : 0);
    struct auth_input in = auth_session_input(s, set, http, &o.authority);
    struct err own = {0};
    struct auth *a = auth_make(s->auth, &in, &own);
    rc = a ? auth_get(a, NULL, &token, &own) : -own.code;
    if (!rc) {
        auth_report(a, &token, &line);
        rc = access_report(http, &o.arm, &token.text, &line, &own);
        if (set->out_fd >= 0)
            (void)io_write(set->out_fd, buf_str(&line), line.len, NULL);
    }
    if (rc && e)
        *e = own;
    buf_free(&line);
    auth_token_free(&token);
    auth_free(a);
    http_free(http);
    return rc;
}
