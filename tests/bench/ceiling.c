/* How much the simulator can give: many connections that ask for one and the same path
 * for some seconds and look at nothing. */

#include "client.h"

#include <stdlib.h>
#include <string.h>

#define CEILING_MAX 256

/* Adds the bytes up; the body goes nowhere. */
static size_t ceiling_take(char *data, size_t size, size_t count, void *to)
{
    struct client *c = to;

    (void)data;
    c->bytes += (double)(size * count);
    return size * count;
}

/* Takes what is done; asks again while there is time. Returns how many failed. */
static unsigned long ceiling_again(struct client *c, CURLM *multi, double until)
{
    unsigned long bad = 0;
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(multi, &left))) {
        CURL *curl = message->easy_handle;
        long status = 0;

        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        bad += status != 200;
        c->requests++;
        curl_multi_remove_handle(multi, curl);
        if (client_now() < until)
            curl_multi_add_handle(multi, curl);
    }
    return bad;
}

static unsigned long ceiling_run(struct client *c, const char *url, unsigned long n,
                                 double seconds)
{
    CURL *handles[CEILING_MAX];
    CURLM *multi = curl_multi_init();
    double until = client_now() + seconds;
    unsigned long bad = 0;
    int running = 1;

    for (unsigned long i = 0; i < n; i++) {
        handles[i] = curl_easy_init();
        client_want(c, handles[i], url, NULL);
        curl_easy_setopt(handles[i], CURLOPT_WRITEFUNCTION, ceiling_take);
        curl_easy_setopt(handles[i], CURLOPT_WRITEDATA, c);
        curl_multi_add_handle(multi, handles[i]);
    }
    while (running && !bad) {
        curl_multi_perform(multi, &running);
        bad += ceiling_again(c, multi, until);
        running = running || client_now() < until;
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    for (unsigned long i = 0; i < n; i++) {
        curl_multi_remove_handle(multi, handles[i]);
        curl_easy_cleanup(handles[i]);
    }
    curl_multi_cleanup(multi);
    return bad;
}

int main(int argc, char **argv)
{
    unsigned long n, bad;
    struct client c;
    char url[2048];

    if (argc != 7) {
        fputs("usage: ceiling PORT CA TOKEN CONNECTIONS SECONDS PATH\n", stderr);
        return 64;
    }
    n = strtoul(argv[4], NULL, 10);
    if (!n || n > CEILING_MAX || client_start(&c, argv + 1))
        return 1;
    snprintf(url, sizeof url, "%s%s", c.base, argv[6]);
    bad = ceiling_run(&c, url, n, strtod(argv[5], NULL));
    if (bad)
        fprintf(stderr, "ceiling: %lu answers that are not 200\n", bad);
    client_end(&c);
    return bad != 0;
}
