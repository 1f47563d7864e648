#include "collect/auth.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "collect/auth_auto.h"
#include "collect/auth_cli.h"
#include "collect/auth_secret.h"
#include "collect/auth_token.h"
#include "data/doc.h"

#include <stdio.h>
#include <string.h>

enum { LIFE_MAX = 7 * 86400 }; /* seconds; more is no life of a token */

struct auth *auth_make(const char *method, const struct auth_input *in, struct err *e)
{
    if (!method || text_same(method, "auto"))
        return auth_auto_make(in, e);
    if (text_same(method, "client-secret"))
        return auth_secret_make(in, e);
    if (text_same(method, "token"))
        return auth_token_make(in, e);
    if (text_same(method, "azure-cli"))
        return auth_cli_make(in, e);
    err_set(e, ERR_USAGE,
            "%s: no way to sign in; there are auto, client-secret, token and azure-cli",
            method);
    return NULL;
}

void auth_free(struct auth *a)
{
    if (a)
        a->free(a);
}

int auth_token_read(const char *body, size_t len, struct auth_token *out, struct err *e)
{
    struct doc *d = doc_parse(body, len, NULL);
    const char *text = d ? doc_text(d, "/access_token") : NULL;
    int rc = 0;
    if (text && *text) {
        *out = (struct auth_token){.text = secret_make(text, strlen(text))};
        double life = 0;
        if (!doc_number(d, "/expires_in", &life) || life < 0 || life > LIFE_MAX)
            life = 0;
        out->life = (int64_t)life;
        out->expires = out->life ? clock_now() + out->life : 0;
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

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* The claims of a JWT as a document; NULL when it is none. */
static struct doc *claims(const struct secret *token)
{
    const char *from = token->data ? strchr(token->data, '.') : NULL;
    const char *to = from ? strchr(from + 1, '.') : NULL;
    if (!to)
        return NULL;
    struct buf out = buf_make(65536);
    unsigned bits = 0;
    int have = 0;
    for (const char *p = from + 1; p < to; p++) {
        int v = sextet(*p);
        if (v < 0)
            break;
        bits = (bits << 6 | (unsigned)v) & 0xffffu;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf_char(&out, (char)(unsigned char)(bits >> have));
        }
    }
    struct doc *d = doc_parse(buf_str(&out), out.len, NULL);
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
