#include "collect/auth.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "collect/auth_auto.h"
#include "collect/auth_cert.h"
#include "collect/auth_cli.h"
#include "collect/auth_environment.h"
#include "collect/auth_federated.h"
#include "collect/auth_managed.h"
#include "collect/auth_secret.h"
#include "collect/auth_token.h"
#include "collect/azerr.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <string.h>

enum { LIFE_MAX = 7 * 86400 }; /* seconds; more is no life of a token */

static const struct {
    const char *name;
    struct auth *(*make)(const struct auth_input *in, struct err *e);
} ways[] = {
    {"auto", auth_auto_make},
    {"environment", auth_environment_make},
    {"client-secret", auth_secret_make},
    {"client-certificate", auth_cert_make},
    {"workload-identity", auth_federated_make},
    {"managed-identity", auth_managed_make},
    {"azure-cli", auth_cli_make},
    {"token", auth_token_make},
};
enum { WAYS = sizeof ways / sizeof *ways };

/* Who has one way alone is simply not signed in. */
static int settle(int rc, struct err *e)
{
    if (rc != -ERR_NOINPUT)
        return rc;
    if (e)
        e->code = ERR_ACCESS;
    return -ERR_ACCESS;
}

struct auth *auth_make(const char *method, const struct auth_input *in, struct err *e)
{
    struct err own = {0};
    for (size_t i = 0; i < WAYS; i++) {
        if (!text_same(method ? method : "auto", ways[i].name))
            continue;
        struct auth *a = ways[i].make(in, &own);
        if (!a)
            (void)settle(-own.code, &own);
        if (!a && e)
            *e = own;
        return a;
    }
    struct buf names = buf_make(512);
    for (size_t i = 0; i < WAYS; i++)
        buf_fmt(&names, "%s%s", i ? i + 1 < WAYS ? ", " : " and " : "", ways[i].name);
    err_set(e, ERR_USAGE, "%s: no way to sign in; there are %s", method, buf_str(&names));
    buf_free(&names);
    return NULL;
}

void auth_free(struct auth *a)
{
    if (a)
        a->free(a);
}

int auth_get(struct auth *a, const char *claims, struct auth_token *out, struct err *e)
{
    struct err own = {0};
    int rc = settle(a->get(a, claims, out, &own), &own);
    if (rc && e)
        *e = own;
    return rc;
}

void auth_title(const struct auth *a, struct buf *out)
{
    size_t depth = 0;
    for (; a->taken; a = a->taken)
        if (!text_same(a->name, "auto")) {
            buf_fmt(out, "%s (", a->name);
            depth++;
        }
    buf_text(out, a->name);
    if (a->detail)
        buf_fmt(out, " (%s)", a->detail);
    while (depth--)
        buf_char(out, ')');
}

void auth_report(const struct auth *a, const struct auth_token *t, struct buf *out)
{
    struct buf title = buf_make(256), tenant = buf_make(256);
    auth_title(a, &title);
    buf_text(out, "{\"signin\":{");
    json_member(out, "took", buf_str(&title));
    if (auth_token_claim(&t->text, "tid", &tenant))
        json_member(out, "tenant", buf_str(&tenant));
    if (t->expires)
        json_member_int(out, "expires", t->expires);
    json_list(out, "skipped", &a->skipped);
    buf_text(out, "}}\n");
    buf_free(&title);
    buf_free(&tenant);
}

/* --- tokens --- */

/* A number, or the text of one: a managed identity's are text. */
static bool number_or_text(const struct doc *d, const char *pointer, int64_t *out)
{
    const char *text = doc_text(d, pointer);
    uint64_t n = 0;
    double real = 0;
    if (text && text_number(text, INT64_MAX, &n))
        *out = (int64_t)n;
    else if (!text && doc_number(d, pointer, &real) && real >= 0 && real < 1e15)
        *out = (int64_t)real;
    else
        return false;
    return true;
}

/* "09/14/2026 03:30:00 PM +00:00", with or without PM, or ISO 8601. */
static bool old_date(const char *text, int64_t *out)
{
    int month, day, year, hour, minute, second;
    char half[3] = "", iso[80];
    if (text && clock_parse(text, out))
        return true;
    if (!text || sscanf(text, "%2d/%2d/%4d %2d:%2d:%2d %2[AMP]", &month, &day, &year,
                        &hour, &minute, &second, half) < 6)
        return false;
    if (*half && hour <= 12)
        hour = hour % 12 + (*half == 'P' ? 12 : 0);
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, hour,
             minute, second);
    return clock_parse(iso, out);
}

static void take_life(const struct doc *d, struct auth_token *out)
{
    int64_t now = clock_now(), life = 0, at = 0;
    if (number_or_text(d, "/expires_in", &life) && life > 0 && life <= LIFE_MAX)
        at = now + life;
    else if (!number_or_text(d, "/expires_on", &at) &&
             !old_date(doc_text(d, "/expires_on"), &at))
        at = auth_token_expiry(&out->text);
    if (at <= now || at > now + LIFE_MAX)
        return;
    out->expires = at;
    out->life = at - now;
}

int auth_token_read(const char *body, size_t len, struct auth_token *out, struct err *e)
{
    struct doc *d = doc_parse(body, len, NULL);
    const char *text = d ? doc_text(d, "/access_token") : NULL;
    int rc = 0;
    if (text && auth_text_fine(text, strlen(text))) {
        *out = (struct auth_token){.text = secret_make(text, strlen(text))};
        take_life(d, out);
    } else {
        rc = err_set(e, ERR_UNAVAILABLE, "the token endpoint answered without a token");
    }
    doc_free(d);
    return rc;
}

void auth_token_free(struct auth_token *t)
{
    if (!t)
        return;
    secret_free(&t->text);
    *t = (struct auth_token){0};
}

bool auth_token_stale(const struct auth_token *t, int64_t now)
{
    if (!t->text.data)
        return true;
    if (!t->expires)
        return false;
    int64_t margin = 300;
    if (t->life > 0 && t->life / 10 < margin)
        margin = t->life / 10;
    return t->expires - now <= margin;
}

/* The claims of a JWT as a document; NULL when it is none. */
static struct doc *claims(const struct secret *token)
{
    const char *from = token->data ? strchr(token->data, '.') : NULL;
    const char *to = from ? strchr(from + 1, '.') : NULL;
    if (!to)
        return NULL;
    struct buf out = buf_make(65536);
    struct doc *d = NULL;
    if (base64_url_decode(from + 1, (size_t)(to - from - 1), &out))
        d = doc_parse(buf_str(&out), out.len, NULL);
    if (out.data)
        secret_wipe(out.data, out.len);
    buf_free(&out);
    return d;
}

bool auth_token_claim(const struct secret *token, const char *claim, struct buf *out)
{
    struct doc *d = claims(token);
    char pointer[64];
    snprintf(pointer, sizeof pointer, "/%s", claim);
    const char *text = d ? doc_text(d, pointer) : NULL;
    if (text)
        buf_text(out, text);
    doc_free(d);
    return text != NULL;
}

int64_t auth_token_expiry(const struct secret *token)
{
    struct doc *d = claims(token);
    int64_t exp = 0;
    if (!d || !doc_integer(d, "/exp", &exp) || exp < 0)
        exp = 0;
    doc_free(d);
    return exp;
}

/* --- small things that several ways share --- */

bool auth_text_fine(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] <= ' ' || (unsigned char)text[i] >= 0x7f)
            return false;
    return len > 0;
}

void auth_words(const struct azerr *a, struct buf *out)
{
    const char *hint = azerr_hint(a->entra);
    if (a->entra)
        buf_fmt(out, "AADSTS%ld%s%s%s%s%s", a->entra, *a->code ? " (" : "", a->code,
                *a->code ? ")" : "", hint ? ": " : "", hint ? hint : "");
    else
        buf_fmt(out, "%s%s%.300s", a->code, *a->code && *a->message ? ": " : "",
                a->message);
}
