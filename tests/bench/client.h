#ifndef HOLDFAST_TESTS_BENCH_CLIENT_H
#define HOLDFAST_TESTS_BENCH_CLIENT_H

/*
 * What both clients that the scanner is compared with have in common: how a request to
 * the simulator is set up, and how the result is told.
 */

#include <curl/curl.h>
#include <stdio.h>

struct client {
    const char *base, *ca; /* https://localhost:PORT and the authority's file */
    struct curl_slist *headers;
    unsigned long requests, throttled, vaults, items;
    double bytes, begun;
};

double client_now(void); /* seconds, steady */

/* Reads PORT CA TOKEN of the arguments; 0, or -1 with the reason said. */
int client_start(struct client *c, char **argv);

/* Sets up a request for base + path, its body written to out. */
void client_want(const struct client *c, CURL *curl, const char *url, FILE *out);

/* Writes the numbers as a JSON object and frees. */
void client_end(struct client *c);

#endif
