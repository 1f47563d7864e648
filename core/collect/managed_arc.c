/* Azure Arc: the agent on a machine outside Azure. It proves that we may ask by a file
 * that only root and its own group can read. A hostile answer could name any file: only a
 * key of the agent's own folder is taken. */
#include "collect/managed.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/auth_file.h"
#include "collect/metadata.h"
#include "data/signin.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define ARC_AGENT "/opt/azcmagent/bin/himds"
#define ARC_ENDPOINT "http://localhost:40342/metadata/identity/oauth2/token"
#define ARC_KEYS "/var/opt/azcmagent/tokens"
#define ARC_VERSION "2020-06-01"

enum { KEY_MAX = 4096 };

bool managed_arc_installed(void) { return !access(ARC_AGENT, F_OK); }

/* The file of `Basic realm=<path>`, with or without quotes. */
static bool challenge_path(const char *challenge, char path[PATH_MAX])
{
    const char *p = challenge;
    if (!text_starts_same(p, "Basic "))
        return false;
    p += strlen("Basic ");
    p += strspn(p, " ");
    if (!text_starts_same(p, "realm="))
        return false;
    p += strlen("realm=");
    size_t n = strlen(p);
    if (n > 1 && p[0] == '"' && p[n - 1] == '"') {
        p++;
        n -= 2;
    }
    if (!n || n >= PATH_MAX)
        return false;
    memcpy(path, p, n);
    path[n] = '\0';
    return true;
}

static int read_key(const struct managed *m, const char *challenge, struct secret *key,
                    struct err *e)
{
    char path[PATH_MAX];
    if (!challenge_path(challenge, path))
        return err_set(e, ERR_ACCESS, "Azure Arc: its challenge names no key file");
    size_t n = strlen(path);
    const char *name = strrchr(path, '/');
    bool inside = name && !strncmp(path, m->keys, (size_t)(name - path)) &&
                  strlen(m->keys) == (size_t)(name - path);
    if (!inside || n < 5 || strcmp(path + n - 4, ".key") != 0)
        return err_set(e, ERR_ACCESS,
                       "Azure Arc: its challenge names %s, which is no key file of %s",
                       path, m->keys);
    struct err own = {0};
    if (auth_file_read(path, AUTH_FILE_AGENT, KEY_MAX, key, &own))
        return err_set(e, ERR_ACCESS, "Azure Arc: %s (it takes root, or group himds)",
                       own.text);
    if (auth_text_fine(key->data, key->len))
        return 0;
    secret_free(key);
    return err_set(e, ERR_ACCESS, "Azure Arc: %s: not a key", path);
}

static int ask(const struct managed *m, const struct secret *key,
               struct metadata_answer *a, struct err *e)
{
    struct buf url = buf_make(8192), line = secret_buf(KEY_MAX + 64);
    managed_url(m, ARC_VERSION, NULL, &url);
    if (key)
        buf_fmt(&line, "Authorization: Basic %s", key->data);
    struct metadata_want w = {.url = buf_str(&url),
                              .headers = {"Metadata: true", key ? line.data : NULL}};
    int rc = metadata_ask(&w, a, e);
    secret_buf_free(&line);
    buf_free(&url);
    return rc;
}

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct managed *m = (struct managed *)auth;
    struct metadata_answer a;
    struct secret key = {0};
    (void)claims;
    int rc = ask(m, NULL, &a, e);
    if (!rc && a.status == 401)
        rc = read_key(m, a.challenge, &key, e);
    else if (!rc && a.status == 200) /* who gives a token without a key is another */
        rc = err_set(e, ERR_ACCESS, "Azure Arc: no challenge came: not the agent");
    else if (!rc)
        rc = managed_take(m, &a, out, e);
    metadata_answer_free(&a);
    if (rc)
        return rc;
    rc = ask(m, &key, &a, e);
    if (!rc)
        rc = managed_take(m, &a, out, e);
    metadata_answer_free(&a);
    secret_free(&key);
    return rc;
}

struct auth *managed_arc_make(const struct auth_input *in, struct err *e)
{
    const char *endpoint = signin_text(in->signin, SIGNIN_IDENTITY_ENDPOINT);
    if (in->client_id) {
        err_set(e, ERR_NOINPUT,
                "Azure Arc has no user-assigned identity: unset AZURE_CLIENT_ID");
        return NULL;
    }
    struct managed *m = managed_make(in, signin_variable(SIGNIN_IDENTITY_ENDPOINT),
                                     endpoint ? endpoint : ARC_ENDPOINT, e);
    if (!m)
        return NULL;
    m->keys = mem_text(in->arc_keys ? in->arc_keys : ARC_KEYS);
    m->auth.detail = "Azure Arc";
    m->auth.get = get;
    return &m->auth;
}
