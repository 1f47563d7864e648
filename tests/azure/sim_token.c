#include "sim_token.h"

#include "sim.h"
#include "sim_text.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIM_TOKEN_PATH "/oauth2/v2.0/token"

bool sim_token_is_path(const char *path)
{
    size_t tenant = path[0] == '/' ? strcspn(path + 1, "/") : 0;

    return tenant && strcasecmp(path + 1 + tenant, SIM_TOKEN_PATH) == 0;
}

static char *sim_token_text(const char *tenant, time_t now, unsigned life)
{
    static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"RS256\"}";
    char *claims = sim_text_print(
        "{\"aud\":\"https://management.azure.com/\",\"tid\":\"%s\",\"appid\":\"%s\","
        "\"oid\":\"%s\",\"iat\":%lld,\"nbf\":%lld,\"exp\":%lld}",
        tenant, SIM_CLIENT_ID, SIM_TOKEN_OBJECT, (long long)now, (long long)now,
        (long long)now + life);
    unsigned char random[32];
    char *a = sim_text_base64url(head, sizeof head - 1);
    char *b = sim_text_base64url(claims, strlen(claims));
    char *c, *text;

    if (RAND_bytes(random, sizeof random) != 1)
        abort();
    c = sim_text_base64url(random, sizeof random);
    text = sim_text_print("%s.%s.%s", a, b, c);
    free(claims);
    free(a);
    free(b);
    free(c);
    return text;
}

struct sim_token_error {
    unsigned status;
    const char *error;
    unsigned code;
    const char *text;
};

static void sim_token_refuse(const struct sim_token_error *e, struct sim_answer *answer)
{
    char trace[SIM_TEXT_GUID], correlation[SIM_TEXT_GUID], stamp[32];
    time_t now = time(NULL);
    struct tm tm;
    char *text, *uri;

    sim_text_guid(trace);
    sim_text_guid(correlation);
    gmtime_r(&now, &tm);
    strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%SZ", &tm);
    text = sim_text_print("AADSTS%u: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
                          e->code, e->text, trace, correlation, stamp);
    uri = sim_text_print("https://login.microsoftonline.com/error?code=%u", e->code);
    sim_answer_json(answer, e->status,
                    json_pack("{s:s, s:s, s:[i], s:s, s:s, s:s, s:s}", "error", e->error,
                              "error_description", text, "error_codes", (int)e->code,
                              "timestamp", stamp, "trace_id", trace, "correlation_id",
                              correlation, "error_uri", uri));
    free(text);
    free(uri);
}

static const struct sim_token_error sim_token_form = {
    400, "invalid_request", 900144,
    "The request body must contain the following parameter: 'grant_type'."};
static const struct sim_token_error sim_token_common = {
    400, "invalid_request", 9001023,
    "The grant type is not supported over the /common or /consumers endpoints. Please "
    "use "
    "the /organizations or tenant-specific endpoint."};
static const struct sim_token_error sim_token_tenant = {
    400, "invalid_request", 90002,
    "Tenant not found. Check to make sure you have the correct tenant ID and are signing "
    "into the correct cloud."};
static const struct sim_token_error sim_token_grant = {
    400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type."};
static const struct sim_token_error sim_token_app = {
    400, "unauthorized_client", 700016,
    "Application was not found in the directory. This can happen if the application has "
    "not been installed by the administrator of the tenant."};
static const struct sim_token_error sim_token_none = {
    401, "invalid_client", 7000218,
    "The request body must contain the following parameter: 'client_assertion' or "
    "'client_secret'."};
static const struct sim_token_error sim_token_secret = {
    401, "invalid_client", 7000215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the "
    "client secret value, not the client secret ID, for a secret added to the app."};
/* by verdict of sim_proof.h */
static const struct sim_token_error sim_token_proofs[] = {
    [SIM_PROOF_MALFORMED] = {400, "invalid_request", 50027,
                             "JWT token is invalid or malformed."},
    [SIM_PROOF_ALGORITHM] = {400, "invalid_request", 5002723,
                             "Invalid JWT token. The algorithm is not supported."},
    [SIM_PROOF_UNKNOWN] = {401, "invalid_client", 700030,
                           "Invalid certificate - the thumbprint is not registered."},
    [SIM_PROOF_SIGNATURE] = {401, "invalid_client", 700027,
                             "Client assertion contains an invalid signature."},
    [SIM_PROOF_CLAIMS] = {401, "invalid_client", 50013,
                          "Assertion failed a check of its claims."},
    [SIM_PROOF_TIME] = {401, "invalid_client", 700024,
                        "Client assertion is not within its valid time range."},
    [SIM_PROOF_FEDERATION] = {401, "invalid_client", 700213,
                              "No matching federated identity record found for presented "
                              "assertion subject."},
};
static const struct sim_token_error sim_token_scope = {
    400, "invalid_scope", 70011,
    "The provided value for the input parameter 'scope' is not valid."};

struct sim_token_form {
    char *grant;
    char *client;
    char *secret;
    char *scope;
    char *type;
    char *assertion;
    char *claims;
};

static bool sim_token_good_scope(const char *scope)
{
    return scope && (strcmp(scope, "https://management.azure.com/.default") == 0 ||
                     strcmp(scope, "https://management.azure.com//.default") == 0 ||
                     strcmp(scope, "https://management.core.windows.net//.default") == 0);
}

/* The first thing that is wrong, in Entra's order; NULL if nothing is. */
static const struct sim_token_error *sim_token_judge(struct sim_tokens *tokens,
                                                     const char *tenant,
                                                     const struct sim_token_form *form)
{
    if (strcasecmp(tenant, "common") == 0 || strcasecmp(tenant, "consumers") == 0 ||
        strcasecmp(tenant, "organizations") == 0)
        return &sim_token_common;
    if (strncmp(tenant, "00000000-", 9) == 0)
        return &sim_token_tenant;
    if (!form->grant || !form->client)
        return &sim_token_form;
    if (strcmp(form->grant, "client_credentials") != 0)
        return &sim_token_grant;
    if (!sim_token_good_scope(form->scope))
        return &sim_token_scope;
    if (strcasecmp(form->client, SIM_CLIENT_ID) != 0)
        return &sim_token_app;
    if (form->assertion) {
        enum sim_proof_verdict verdict = SIM_PROOF_MALFORMED;

        if (form->type && strcmp(form->type, SIM_PROOF_TYPE) == 0 && !form->secret)
            verdict =
                sim_proof_judge(&tokens->proof, tenant, form->client, form->assertion);
        return verdict == SIM_PROOF_GOOD ? NULL : &sim_token_proofs[verdict];
    }
    if (!form->secret)
        return &sim_token_none;
    return strcmp(form->secret, tokens->secret) == 0 ? NULL : &sim_token_secret;
}

const struct sim_bearer *sim_token_make(struct sim_tokens *tokens, const char *tenant)
{
    struct sim_bearer *bearer;
    time_t now = time(NULL);

    tokens->issued =
        sim_text_grow(tokens->issued, tokens->count + 1, sizeof *tokens->issued);
    bearer = &tokens->issued[tokens->count++];
    bearer->text = sim_token_text(tenant, now, tokens->life);
    bearer->expires = now + (time_t)tokens->life;
    bearer->claims = false;
    return bearer;
}

static void sim_token_issue(struct sim_tokens *tokens, const char *tenant,
                            const char *claims, struct sim_answer *answer)
{
    const struct sim_bearer *bearer = sim_token_make(tokens, tenant);

    tokens->issued[tokens->count - 1].claims =
        claims && strcmp(claims, SIM_TOKEN_CLAIMS) == 0;
    sim_answer_json(answer, 200,
                    json_pack("{s:s, s:i, s:i, s:s}", "token_type", "Bearer",
                              "expires_in", (int)tokens->life, "ext_expires_in",
                              (int)tokens->life, "access_token", bearer->text));
    sim_answer_header(answer, "Cache-Control", "no-store, no-cache");
}

void sim_token_answer(struct sim_tokens *tokens, const struct sim_request *request,
                      struct sim_answer *answer)
{
    static const char type[] = "application/x-www-form-urlencoded";
    char *tenant = sim_text_copy(request->path + 1, strcspn(request->path + 1, "/"));
    bool is_form = request->content_type &&
                   strncasecmp(request->content_type, type, sizeof type - 1) == 0;
    const char *body = is_form && request->body ? request->body : "";
    struct sim_token_form form = {
        .grant = sim_text_param(body, "grant_type"),
        .client = sim_text_param(body, "client_id"),
        .secret = sim_text_param(body, "client_secret"),
        .scope = sim_text_param(body, "scope"),
        .type = sim_text_param(body, "client_assertion_type"),
        .assertion = sim_text_param(body, "client_assertion"),
        .claims = sim_text_param(body, "claims"),
    };
    const struct sim_token_error *error = sim_token_judge(tokens, tenant, &form);

    if (error)
        sim_token_refuse(error, answer);
    else
        sim_token_issue(tokens, tenant, form.claims, answer);
    free(form.grant);
    free(form.client);
    free(form.secret);
    free(form.scope);
    free(form.type);
    free(form.assertion);
    free(form.claims);
    free(tenant);
}

static const char *sim_token_sent(const struct sim_request *request)
{
    const char *text = request->authorization;

    return text && strncasecmp(text, "Bearer ", 7) == 0 ? text + 7 : NULL;
}

static void sim_token_deny(const char *base, const char *code, const char *message,
                           struct sim_answer *answer)
{
    sim_answer_error(answer, 401, code, "%s", message);
    sim_answer_header(answer, "WWW-Authenticate",
                      "Bearer authorization_uri=\"%s/common\", error=\"invalid_token\", "
                      "error_description=\"%s\"",
                      base, message);
}

#define SIM_TOKEN_EXPIRED                                                                \
    "The access token expiry UTC time is earlier than current UTC time."

static struct sim_bearer *sim_token_find(const struct sim_tokens *tokens,
                                         const char *sent)
{
    for (size_t i = tokens->count; i-- > 0;) {
        if (strcmp(tokens->issued[i].text, sent) == 0)
            return &tokens->issued[i];
    }
    return NULL;
}

bool sim_token_check(const struct sim_tokens *tokens, const struct sim_request *request,
                     const char *base, struct sim_answer *answer)
{
    const char *sent = sim_token_sent(request);
    const struct sim_bearer *bearer = sent ? sim_token_find(tokens, sent) : NULL;

    if (sent && tokens->fixed && strcmp(sent, tokens->fixed) == 0)
        return true;
    if (bearer && bearer->expires > time(NULL))
        return true;
    if (!sent)
        sim_token_deny(base, "AuthenticationFailed",
                       "Authentication failed. The 'Authorization' header is missing.",
                       answer);
    else if (bearer)
        sim_token_deny(base, "ExpiredAuthenticationToken", SIM_TOKEN_EXPIRED, answer);
    else
        sim_token_deny(base, "InvalidAuthenticationToken", "The access token is invalid.",
                       answer);
    return false;
}

void sim_token_expire(struct sim_tokens *tokens, const struct sim_request *request,
                      const char *base, struct sim_answer *answer)
{
    const char *sent = sim_token_sent(request);
    struct sim_bearer *bearer = sent ? sim_token_find(tokens, sent) : NULL;

    if (bearer)
        bearer->expires = 0;
    sim_token_deny(base, "ExpiredAuthenticationToken", SIM_TOKEN_EXPIRED, answer);
}

bool sim_token_challenge(const struct sim_tokens *tokens,
                         const struct sim_request *request, const char *base,
                         struct sim_answer *answer)
{
    const char *sent = sim_token_sent(request);
    const struct sim_bearer *bearer = sent ? sim_token_find(tokens, sent) : NULL;
    char *claims;

    if (bearer && bearer->claims)
        return false;
    claims = sim_text_base64url(SIM_TOKEN_CLAIMS, strlen(SIM_TOKEN_CLAIMS));
    sim_answer_error(answer, 401, "InvalidAuthenticationToken",
                     "Continuous access evaluation resulted in a challenge.");
    sim_answer_header(answer, "WWW-Authenticate",
                      "Bearer realm=\"\", authorization_uri=\"%s/common\", "
                      "error=\"insufficient_claims\", claims=\"%s\"",
                      base, claims);
    free(claims);
    return true;
}

void sim_token_clear(struct sim_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        free(tokens->issued[i].text);
    free(tokens->issued);
    free(tokens->secret);
    free(tokens->fixed);
    sim_proof_clear(&tokens->proof);
    memset(tokens, 0, sizeof *tokens);
}
