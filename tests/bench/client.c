#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

double client_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int client_start(struct client *c, char **argv)
{
    static char base[64];
    char line[1200];

    memset(c, 0, sizeof *c);
    snprintf(base, sizeof base, "https://localhost:%s", argv[0]);
    snprintf(line, sizeof line, "Authorization: Bearer %s", argv[2]);
    c->base = base;
    c->ca = argv[1];
    c->headers = curl_slist_append(NULL, line);
    c->begun = client_now();
    if (curl_global_init(CURL_GLOBAL_DEFAULT) || !c->headers) {
        fputs("no curl\n", stderr);
        return -1;
    }
    return 0;
}

void client_want(const struct client *c, CURL *curl, const char *url, FILE *out)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, c->ca);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, c->headers);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
}

void client_end(struct client *c)
{
    printf("{\"requests\":%lu,\"throttled\":%lu,\"vaults\":%lu,\"items\":%lu,"
           "\"bytes\":%.0f,\"seconds\":%.3f}\n",
           c->requests, c->throttled, c->vaults, c->items, c->bytes,
           client_now() - c->begun);
    curl_slist_free_all(c->headers);
    curl_global_cleanup();
}
