#include "collect/auth_cert.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/auth_file.h"
#include "collect/cert.h"
#include "collect/entra.h"
#include "data/signin.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

struct auth_cert {
    struct auth auth;
    struct entra entra;
    struct cert *cert;
    const struct log *log;
    bool old, chain;
};

static int ask(struct auth_cert *c, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct cert_claims k = {.audience = c->entra.url,
                            .client_id = c->entra.client_id,
                            .now = clock_now(),
                            .old = c->old,
                            .chain = c->chain};
    struct secret assertion = {0};
    int rc = cert_sign(c->cert, &k, &assertion, e);
    struct entra_proof proof = {.assertion = &assertion, .claims = claims};
    if (!rc)
        rc = entra_ask(&c->entra, &proof, out, e);
    secret_free(&assertion);
    return rc;
}

/* PS256 is what Entra documents; an endpoint of old that refuses the assertion gets the
 * form of old once. If that is refused too, the first refusal is the one to show. */
static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct auth_cert *c = (struct auth_cert *)auth;
    int rc = ask(c, claims, out, e);
    if (rc != -ERR_ACCESS || c->old || !entra_refused_assertion(&c->entra))
        return rc;
    c->old = true;
    if (ask(c, claims, out, NULL)) {
        c->old = false;
        return rc;
    }
    c->auth.detail = "RS256";
    log_say(c->log, LOG_INFO, "the token endpoint takes RS256, not PS256");
    return 0;
}

static void end(struct auth *auth)
{
    struct auth_cert *c = (struct auth_cert *)auth;
    cert_free(c->cert);
    entra_free(&c->entra);
    free(c);
}

/* Where the file is, and under which rule it may be read. */
static const char *find_file(const struct signin *s, char room[PATH_MAX],
                             enum auth_file_rule *rule)
{
    const char *path = signin_text(s, SIGNIN_CERTIFICATE_PATH);
    const char *folder = signin_text(s, SIGNIN_CREDENTIALS);
    size_t n = folder ? strlen(folder) : 0;
    *rule = AUTH_FILE_PRIVATE;
    /* A unit may well name the path of its credential. */
    if (path && n && !strncmp(path, folder, n) && path[n] == '/')
        *rule = AUTH_FILE_SYSTEMD;
    if (path || !folder)
        return path;
    int len = snprintf(room, PATH_MAX, "%s/azure-client-certificate", folder);
    *rule = AUTH_FILE_SYSTEMD;
    return len > 0 && len < PATH_MAX && !access(room, F_OK) ? room : NULL;
}

static struct cert *load(const struct auth_input *in, struct err *e)
{
    char room[PATH_MAX], until[32];
    enum auth_file_rule rule;
    const char *file = find_file(in->signin, room, &rule);
    const char *given = signin_text(in->signin, SIGNIN_CERTIFICATE_PASSWORD);
    struct secret bytes = {0}, password = {0};
    struct cert *c = NULL;
    if (!file) {
        err_set(e, ERR_NOINPUT, "AZURE_CLIENT_CERTIFICATE_PATH is not set");
        return NULL;
    }
    int rc = auth_file_read(file, rule, FILE_MAX, &bytes, e);
    if (rc == -ERR_NOINPUT) /* named by the user */
        rc = err_set(e, ERR_ACCESS, "AZURE_CLIENT_CERTIFICATE_PATH %s: it is not there",
                     file);
    if (!rc && !given)
        rc = auth_file_credential(signin_text(in->signin, SIGNIN_CREDENTIALS),
                                  "azure-client-certificate-password", &password, e);
    if (rc >= 0)
        c = cert_read(&bytes, given ? given : password.data, file, e);
    if (c && cert_expired(c, clock_now(), until)) {
        err_set(e, ERR_ACCESS, "%s: the certificate expired at %s: register a new one",
                file, until);
        cert_free(c);
        c = NULL;
    }
    secret_free(&bytes);
    secret_free(&password);
    return c;
}

struct auth *auth_cert_make(const struct auth_input *in, struct err *e)
{
    const char *chain = signin_text(in->signin, SIGNIN_SEND_CHAIN);
    struct auth_cert *c = mem_new(sizeof *c);
    c->auth = (struct auth){.name = "client-certificate", .get = get, .free = end};
    c->log = in->log;
    c->chain = text_same(chain, "1") || text_same(chain, "true");
    c->cert = load(in, e);
    if (c->cert && !entra_make(&c->entra, in, e))
        return &c->auth;
    end(&c->auth);
    return NULL;
}
