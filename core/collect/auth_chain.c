#include "collect/auth_chain.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#include <stdlib.h>

struct auth_chain {
    struct auth auth;
    struct auth *way[AUTH_CHAIN_MAX];
    struct err why[AUTH_CHAIN_MAX]; /* where there is no way */
    const char *name[AUTH_CHAIN_MAX];
    size_t n;
};

static void take(struct auth_chain *c, struct auth *way)
{
    c->auth.taken = way;
    c->auth.fixed = way->fixed;
}

static void skip(struct auth_chain *c, size_t i, const char *reason)
{
    struct buf line = buf_make(2048);
    buf_fmt(&line, "%s: %s", c->name[i], reason);
    strs_add(&c->auth.skipped, buf_str(&line));
    buf_free(&line);
}

/* All reasons in a line. `at` is the way that failed, n when all were skipped. */
static int refuse(const struct auth_chain *c, size_t at, int code, struct err *e)
{
    struct buf text = buf_make(1000);
    for (size_t i = 0; i < c->auth.skipped.n; i++)
        buf_fmt(&text, "%s%s", i ? "; " : "", c->auth.skipped.at[i]);
    for (size_t i = at + 1; i < c->n; i++)
        buf_fmt(&text, "%s%s", i == at + 1 ? "; not tried: " : ", ", c->name[i]);
    err_set(e, code, "%s", buf_str(&text));
    buf_free(&text);
    return -code;
}

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct auth_chain *c = (struct auth_chain *)auth;
    if (c->auth.taken)
        return c->auth.taken->get(c->auth.taken, claims, out, e);
    strs_free(&c->auth.skipped);
    for (size_t i = 0; i < c->n; i++) {
        struct err own = c->why[i];
        int rc = c->way[i] ? c->way[i]->get(c->way[i], claims, out, &own) : -own.code;
        if (!rc) {
            take(c, c->way[i]);
            return 0;
        }
        skip(c, i, own.text);
        if (rc != -ERR_NOINPUT)
            return refuse(c, i, -rc, e);
    }
    return refuse(c, c->n, ERR_NOINPUT, e);
}

static void end(struct auth *auth)
{
    struct auth_chain *c = (struct auth_chain *)auth;
    for (size_t i = 0; i < c->n; i++)
        auth_free(c->way[i]);
    strs_free(&c->auth.skipped);
    free(c);
}

struct auth *auth_chain_make(const char *name, const struct auth_link *links, size_t n,
                             const struct auth_input *in)
{
    struct auth_chain *c = mem_new(sizeof *c);
    c->auth = (struct auth){.name = name, .get = get, .free = end};
    for (size_t i = 0; i < n && i < AUTH_CHAIN_MAX; i++, c->n++) {
        c->name[i] = links[i].name;
        c->way[i] = links[i].make(in, &c->why[i]);
    }
    return &c->auth;
}
