#include "collect/azerr.h"

#include "base/text.h"
#include "data/doc.h"

#include <stdio.h>
#include <string.h>

/* First line break becomes a space: a message stays one line. */
static void copy(char *out, size_t size, const char *text)
{
    size_t n = 0;
    for (; text && *text && n + 1 < size; text++) {
        unsigned char c = (unsigned char)*text;
        bool space = c == '\r' || c == '\n' || c == '\t' || c == ' ';
        if (space && (!n || out[n - 1] == ' '))
            continue;
        out[n++] = space ? ' ' : (char)c;
    }
    /* Do not leave half a character behind. */
    while (n && text && *text && ((unsigned char)*text & 0xc0) == 0x80 &&
           ((unsigned char)out[n - 1] & 0x80))
        n--;
    while (n && ((unsigned char)out[n - 1] == ' ' || (unsigned char)out[n - 1] >= 0xc0))
        n--;
    out[n] = '\0';
}

/* Resource Graph says BadRequest and keeps the cause in the last detail. */
static void take_detail(const struct doc *d, struct azerr *out)
{
    size_t n = doc_length(d, "/error/details");
    if (!text_same(out->code, "BadRequest") || !n ||
        doc_type(d, "/error/details") != DOC_ARRAY)
        return;
    char pointer[64];
    snprintf(pointer, sizeof pointer, "/error/details/%zu/code", n - 1);
    const char *code = doc_text(d, pointer);
    if (!code || !*code)
        return;
    copy(out->code, sizeof out->code, code);
    snprintf(pointer, sizeof pointer, "/error/details/%zu/message", n - 1);
    if (doc_text(d, pointer))
        copy(out->message, sizeof out->message, doc_text(d, pointer));
}

bool azerr_read(const char *body, size_t len, struct azerr *out)
{
    *out = (struct azerr){0};
    struct doc *d = len ? doc_parse(body, len, NULL) : NULL;
    if (!d)
        return false;
    if (doc_type(d, "/error") == DOC_STRING) {
        copy(out->code, sizeof out->code, doc_text(d, "/error"));
        copy(out->message, sizeof out->message, doc_text(d, "/error_description"));
        int64_t n = 0;
        if (doc_integer(d, "/error_codes/0", &n) && n > 0 && n < 100000000)
            out->entra = (long)n;
    } else if (doc_type(d, "/error") == DOC_OBJECT) {
        copy(out->code, sizeof out->code, doc_text(d, "/error/code"));
        copy(out->message, sizeof out->message, doc_text(d, "/error/message"));
        take_detail(d, out);
    } else {
        copy(out->code, sizeof out->code, doc_text(d, "/code"));
        copy(out->message, sizeof out->message, doc_text(d, "/message"));
    }
    doc_free(d);
    return *out->code || *out->message;
}

void azerr_complete(struct azerr *a, int status)
{
    if (!*a->code)
        snprintf(a->code, sizeof a->code, "%s",
                 status >= 300 && status < 400 ? "Redirect" : "UnexpectedStatus");
    if (!*a->message)
        snprintf(a->message, sizeof a->message,
                 "HTTP %d without an error that could be read", status);
}

const char *azerr_hint(long entra)
{
    static const struct {
        long number;
        const char *hint;
    } hints[] = {
        {50001, "the resource is not in this tenant: check audience and cloud"},
        {500011, "the resource is not in this tenant: check audience and cloud"},
        {50012, "the assertion was rejected: check the clock"},
        {50013, "the assertion is invalid: check the clock"},
        {50027, "the assertion is malformed: check the file that it comes from"},
        {500133, "the assertion is outside its time: check the clock"},
        {70003, "this grant is not allowed for the application"},
        {70011, "the scope is wrong: check the audience of the cloud"},
        {90002, "the tenant was not found: check the tenant id and the cloud"},
        {9001023, "give a tenant id or domain, not common or organizations"},
        {90038, "the tenant belongs to another national cloud: see --cloud"},
        {900382, "the tenant belongs to another national cloud: see --cloud"},
        {900432, "the application belongs to another national cloud: see --cloud"},
        {900144, "a parameter is missing: check tenant and client id"},
        {9002313, "the request is malformed: check tenant and client id"},
        {700016, "the application is not in this tenant: check client id and tenant"},
        {7000215, "the secret does not match: paste the secret's value, not its id"},
        {7000222, "the secret has expired: make a new one"},
        {700213, "no federated credential matches subject, audience and issuer"},
        {70021, "no federated credential matches subject, audience and issuer"},
        {700211, "no federated credential has this issuer: compare it in full"},
        {700212, "no federated credential has this audience: compare it in full"},
        {700024, "the assertion is outside its time: check the clock"},
        {700027, "the signature does not fit: is this certificate the registered one?"},
        {700030, "the certificate is not registered for the application"},
        {53003, "a Conditional Access policy blocks this sign-in"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (hints[i].number == entra)
            return hints[i].hint;
    return NULL;
}

bool azerr_passing(const struct azerr *a)
{
    static const long passing[] = {90012, 90024, 90033, 90006, 90055};
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (a->entra == passing[i])
            return true;
    return text_same(a->code, "temporarily_unavailable");
}

/* Whether `word` stands in `text` on its own: "2024-04-01" is not in
 * "2024-04-01-preview". */
static bool names(const char *text, const char *word, size_t len)
{
    for (const char *p = text; *p; p++) {
        if (strncmp(p, word, len) != 0)
            continue;
        char before = p == text ? ' ' : p[-1], after = p[len];
        if (strchr(" ',\"[", before) && (!after || strchr(" ',\".;]", after)))
            return true;
    }
    return false;
}

bool azerr_pick_version(const char *message, const char *known, const char *tried,
                        char out[32])
{
    out[0] = '\0';
    /* The version that was refused stands in the message too, before the list. */
    const char *list = message ? strstr(message, "supported api-versions are") : NULL;
    if (!list)
        list = message ? strstr(message, "supported versions are") : NULL;
    for (const char *p = known; list && p && *p;) {
        size_t n = strcspn(p, " ");
        bool fits = n && n < 32 && names(list, p, n);
        bool again = tried && strlen(tried) == n && !strncmp(p, tried, n);
        if (fits && !again && (!*out || strncmp(p, out, n) > 0)) {
            memcpy(out, p, n);
            out[n] = '\0';
        }
        p += n + (p[n] == ' ');
    }
    return *out != '\0';
}
