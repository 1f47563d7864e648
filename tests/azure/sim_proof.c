#include "sim_proof.h"

#include "sim_text.h"

#include <errno.h>
#include <jansson.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct sim_proof_jwt {
    json_t *head, *claims;
    const char *input; /* header.claims */
    size_t input_len;
    unsigned char *signature;
    size_t signature_len;
};

bool sim_proof_make(struct sim_proof *proof, const char *certificate, const char *kept,
                    char *why, size_t why_size)
{
    FILE *in;

    proof->issuer = EVP_RSA_gen(2048);
    if (!proof->issuer) {
        snprintf(why, why_size, "cannot make a key");
        return false;
    }
    if (certificate) {
        in = fopen(certificate, "re");
        proof->certificate = in ? PEM_read_X509(in, NULL, NULL, NULL) : NULL;
        if (in)
            fclose(in);
        if (!proof->certificate) {
            snprintf(why, why_size, "%s: no certificate", certificate);
            return false;
        }
    }
    proof->kept = kept ? fopen(kept, "we") : NULL;
    if (kept && !proof->kept) {
        snprintf(why, why_size, "%s: %s", kept, strerror(errno));
        return false;
    }
    return true;
}

void sim_proof_clear(struct sim_proof *proof)
{
    EVP_PKEY_free(proof->issuer);
    X509_free(proof->certificate);
    free(proof->base);
    if (proof->kept)
        fclose(proof->kept);
    for (size_t i = 0; i < proof->count; i++)
        free(proof->ids[i]);
    free(proof->ids);
    memset(proof, 0, sizeof *proof);
}

/* --- reading --- */

static json_t *sim_proof_part(const char *text, size_t len)
{
    size_t n = 0;
    unsigned char *plain = sim_text_unbase64url(text, len, &n);
    json_t *part =
        plain ? json_loadb((char *)plain, n, JSON_REJECT_DUPLICATES, NULL) : NULL;

    free(plain);
    return part;
}

static void sim_proof_jwt_clear(struct sim_proof_jwt *jwt)
{
    json_decref(jwt->head);
    json_decref(jwt->claims);
    free(jwt->signature);
}

static bool sim_proof_read(const char *text, struct sim_proof_jwt *jwt)
{
    const char *claims = strchr(text, '.');
    const char *signature = claims ? strchr(claims + 1, '.') : NULL;

    memset(jwt, 0, sizeof *jwt);
    if (!signature || strchr(signature + 1, '.'))
        return false;
    jwt->input = text;
    jwt->input_len = (size_t)(signature - text);
    jwt->head = sim_proof_part(text, (size_t)(claims - text));
    jwt->claims = sim_proof_part(claims + 1, (size_t)(signature - claims - 1));
    jwt->signature =
        sim_text_unbase64url(signature + 1, strlen(signature + 1), &jwt->signature_len);
    return jwt->head && jwt->claims && jwt->signature;
}

static const char *sim_proof_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static bool sim_proof_in_time(const json_t *claims)
{
    json_int_t now = (json_int_t)time(NULL);
    json_int_t from = json_integer_value(json_object_get(claims, "nbf"));
    json_int_t to = json_integer_value(json_object_get(claims, "exp"));

    return from > 0 && from <= now + 5 && to > now && to - from <= 600;
}

/* --- signatures --- */

static bool sim_proof_verified(const struct sim_proof_jwt *jwt, EVP_PKEY *key, bool pss)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *how = NULL;
    bool good = ctx && EVP_DigestVerifyInit(ctx, &how, EVP_sha256(), NULL, key) == 1;

    if (good && pss)
        good = EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(how, 32) == 1;
    good =
        good && EVP_DigestVerify(ctx, jwt->signature, jwt->signature_len,
                                 (const unsigned char *)jwt->input, jwt->input_len) == 1;
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return good;
}

char *sim_proof_issue(const struct sim_proof *proof, const char *subject,
                      const char *audience)
{
    static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"sim\"}";
    long long now = (long long)time(NULL);
    char *claims =
        sim_text_print("{\"iss\":\"%s/_oidc\",\"sub\":\"%s\",\"aud\":\"%s\",\"nbf\":%lld,"
                       "\"iat\":%lld,\"exp\":%lld}",
                       proof->base, subject, audience, now, now, now + 300);
    char *a = sim_text_base64url(head, sizeof head - 1);
    char *b = sim_text_base64url(claims, strlen(claims));
    char *input = sim_text_print("%s.%s", a, b);
    unsigned char signature[512];
    size_t len = sizeof signature;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    char *c, *text;

    if (!ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, proof->issuer) != 1 ||
        EVP_DigestSign(ctx, signature, &len, (unsigned char *)input, strlen(input)) != 1)
        abort();
    EVP_MD_CTX_free(ctx);
    c = sim_text_base64url(signature, len);
    text = sim_text_print("%s.%s", input, c);
    free(claims);
    free(a);
    free(b);
    free(c);
    free(input);
    return text;
}

/* --- verdicts --- */

static bool sim_proof_thumbprint(const X509 *certificate, const json_t *head, bool old)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    char *text;
    bool same;

    X509_digest(certificate, old ? EVP_sha1() : EVP_sha256(), digest, &len);
    text = sim_text_base64url(digest, len);
    same = strcmp(text, sim_proof_text(head, old ? "x5t" : "x5t#S256")) == 0;
    free(text);
    return same;
}

/* The first of x5c is the certificate itself, in base64 with padding. */
static bool sim_proof_chain(const X509 *certificate, const json_t *head)
{
    const char *first =
        json_string_value(json_array_get(json_object_get(head, "x5c"), 0));
    unsigned char *der = NULL, *text;
    int len = i2d_X509(certificate, &der);
    bool same;

    if (len <= 0)
        return false;
    text = sim_text_alloc((size_t)len / 3 * 4 + 5);
    EVP_EncodeBlock(text, der, len);
    same = first && strcmp(first, (char *)text) == 0;
    free(text);
    OPENSSL_free(der);
    return same;
}

static bool sim_proof_guid(const char *text)
{
    return strlen(text) == 36 && strspn(text, "0123456789abcdef-") == 36 &&
           text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

/* Whether the id is one, and was not used before. */
static bool sim_proof_new_id(struct sim_proof *proof, const char *id)
{
    if (!sim_proof_guid(id))
        return false;
    for (size_t i = 0; i < proof->count; i++) {
        if (strcmp(proof->ids[i], id) == 0)
            return false;
    }
    proof->ids = sim_text_grow(proof->ids, proof->count + 1, sizeof *proof->ids);
    proof->ids[proof->count++] = sim_text_copy(id, strlen(id));
    return true;
}

static enum sim_proof_verdict sim_proof_own(struct sim_proof *proof, const char *tenant,
                                            const char *client,
                                            const struct sim_proof_jwt *jwt)
{
    bool old = strcmp(sim_proof_text(jwt->head, "alg"), "RS256") == 0;
    char *audience;
    bool good;

    if (!old && (proof->old || strcmp(sim_proof_text(jwt->head, "alg"), "PS256") != 0))
        return SIM_PROOF_ALGORITHM;
    if (!proof->certificate || !sim_proof_thumbprint(proof->certificate, jwt->head, old))
        return SIM_PROOF_UNKNOWN;
    if (!sim_proof_verified(jwt, X509_get0_pubkey(proof->certificate), !old))
        return SIM_PROOF_SIGNATURE;
    if (proof->chain && !sim_proof_chain(proof->certificate, jwt->head))
        return SIM_PROOF_CLAIMS;
    audience = sim_text_print("%s/%s/oauth2/v2.0/token", proof->base, tenant);
    good = strcmp(sim_proof_text(jwt->claims, "aud"), audience) == 0 &&
           strcasecmp(sim_proof_text(jwt->claims, "iss"), client) == 0 &&
           strcasecmp(sim_proof_text(jwt->claims, "sub"), client) == 0 &&
           sim_proof_new_id(proof, sim_proof_text(jwt->claims, "jti"));
    free(audience);
    if (!good)
        return SIM_PROOF_CLAIMS;
    return sim_proof_in_time(jwt->claims) ? SIM_PROOF_GOOD : SIM_PROOF_TIME;
}

static enum sim_proof_verdict sim_proof_outside(const struct sim_proof *proof,
                                                const struct sim_proof_jwt *jwt)
{
    char *issuer = sim_text_print("%s/_oidc", proof->base);
    bool match = strcmp(sim_proof_text(jwt->claims, "iss"), issuer) == 0 &&
                 strcmp(sim_proof_text(jwt->claims, "sub"), SIM_PROOF_SUBJECT) == 0 &&
                 strcmp(sim_proof_text(jwt->claims, "aud"), SIM_PROOF_AUDIENCE) == 0;

    free(issuer);
    if (!match)
        return SIM_PROOF_FEDERATION;
    if (strcmp(sim_proof_text(jwt->head, "alg"), "RS256") != 0 ||
        !sim_proof_verified(jwt, proof->issuer, false))
        return SIM_PROOF_SIGNATURE;
    return sim_proof_in_time(jwt->claims) ? SIM_PROOF_GOOD : SIM_PROOF_TIME;
}

enum sim_proof_verdict sim_proof_judge(struct sim_proof *proof, const char *tenant,
                                       const char *client, const char *assertion)
{
    struct sim_proof_jwt jwt;
    enum sim_proof_verdict verdict = SIM_PROOF_MALFORMED;

    if (proof->kept) {
        fprintf(proof->kept, "%s\n", assertion);
        fflush(proof->kept);
    }
    if (sim_proof_read(assertion, &jwt) && *sim_proof_text(jwt.head, "kid"))
        verdict = sim_proof_outside(proof, &jwt);
    else if (jwt.head && jwt.claims && jwt.signature)
        verdict = sim_proof_own(proof, tenant, client, &jwt);
    sim_proof_jwt_clear(&jwt);
    return verdict;
}
