/* The client that one writes first: a GET after the other over one connection, for each
 * subscription its vaults, for each vault what lies below it. It keeps nothing. */

#include "client.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RSV "/providers/Microsoft.RecoveryServices/vaults"
#define RSV_VERSION "2025-08-01"
#define BV "/providers/Microsoft.DataProtection/backupVaults"
#define BV_VERSION "2025-09-01"
#define DIAGNOSTICS "/providers/Microsoft.Insights/diagnosticSettings"

struct child {
    const char *path, *version;
};

static const struct child rsv_children[] = {
    {"/backupconfig/vaultconfig", RSV_VERSION},
    {"/backupResourceGuardProxies", RSV_VERSION},
    {"/backupPolicies", RSV_VERSION},
    {"/backupProtectedItems", RSV_VERSION},
    {DIAGNOSTICS, "2021-05-01-preview"},
    {NULL, NULL},
};

static const struct child bv_children[] = {
    {"/backupResourceGuardProxies", BV_VERSION},
    {"/backupPolicies", BV_VERSION},
    {"/backupInstances", BV_VERSION},
    {DIAGNOSTICS, "2021-05-01-preview"},
    {NULL, NULL},
};

struct baseline {
    struct client client;
    CURL *curl;
    unsigned long vaults_max;
};

/* The answer of one GET, waiting when told to; NULL when it is not 200. */
static json_t *baseline_get(struct baseline *b, const char *url)
{
    for (;;) {
        char *text = NULL;
        size_t len = 0;
        FILE *out = open_memstream(&text, &len);
        curl_off_t wait = 0;
        json_t *body = NULL;
        long status = 0;

        client_want(&b->client, b->curl, url, out);
        if (!out || curl_easy_perform(b->curl) || fclose(out)) {
            fprintf(stderr, "baseline: %s: no answer\n", url);
            exit(1);
        }
        curl_easy_getinfo(b->curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(b->curl, CURLINFO_RETRY_AFTER, &wait);
        b->client.requests++;
        b->client.bytes += (double)len;
        if (status == 200)
            body = json_loadb(text, len, 0, NULL);
        free(text);
        if (status != 429)
            return body;
        b->client.throttled++;
        sleep(wait > 0 ? (unsigned)wait : 1);
    }
}

/* All pages of a list, or one resource; counts what is in it. */
static unsigned long baseline_read(struct baseline *b, const char *path,
                                   const char *version, json_t *into)
{
    char *url = NULL;
    unsigned long n = 0;

    if (asprintf(&url, "%s%s?api-version=%s", b->client.base, path, version) < 0)
        abort();
    while (url) {
        json_t *page = baseline_get(b, url);
        const char *next = json_string_value(json_object_get(page, "nextLink"));
        json_t *rows = json_object_get(page, "value");

        n += json_array_size(rows);
        if (into)
            json_array_extend(into, rows);
        free(url);
        url = next ? strdup(next) : NULL;
        json_decref(page);
    }
    return n;
}

static void baseline_vaults(struct baseline *b, const char *subscription,
                            const char *kind, const char *version,
                            const struct child *children)
{
    json_t *vaults = json_array(), *vault;
    char path[2048];
    size_t i;

    snprintf(path, sizeof path, "%s%s", subscription, kind);
    baseline_read(b, path, version, vaults);
    json_array_foreach(vaults, i, vault)
    {
        const char *id = json_string_value(json_object_get(vault, "id"));

        if (b->vaults_max && b->client.vaults >= b->vaults_max)
            break;
        b->client.vaults++;
        for (const struct child *c = children; id && c->path; c++) {
            unsigned long n;

            snprintf(path, sizeof path, "%s%s", id, c->path);
            n = baseline_read(b, path, c->version, NULL);
            if (strstr(c->path, "Items") || strstr(c->path, "Instances"))
                b->client.items += n;
        }
    }
    json_decref(vaults);
}

int main(int argc, char **argv)
{
    struct baseline b = {.curl = NULL};
    json_t *subscriptions = json_array(), *subscription;
    size_t i;

    if (argc != 5) {
        fputs("usage: baseline PORT CA TOKEN VAULTS\n0 vaults are all\n", stderr);
        return 64;
    }
    if (client_start(&b.client, argv + 1))
        return 1;
    b.vaults_max = strtoul(argv[4], NULL, 10);
    b.curl = curl_easy_init();
    baseline_read(&b, "/subscriptions", "2022-12-01", subscriptions);
    json_array_foreach(subscriptions, i, subscription)
    {
        const char *id = json_string_value(json_object_get(subscription, "id"));

        if (!id || (b.vaults_max && b.client.vaults >= b.vaults_max))
            break;
        baseline_vaults(&b, id, RSV, RSV_VERSION, rsv_children);
        baseline_vaults(&b, id, BV, BV_VERSION, bv_children);
    }
    json_decref(subscriptions);
    curl_easy_cleanup(b.curl);
    client_end(&b.client);
    return 0;
}
