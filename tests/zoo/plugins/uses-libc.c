/* What an honest check may well use, and what then asks the kernel for something. */
#include "cage.h"

#include <stdbool.h>
#include <time.h>

static int by_value(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b ? -1 : 1;
}

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    static int many[100000];
    time_t now = 1795500000;
    char text[64];
    (void)r;
    for (int i = 0; i < 100000; i++)
        many[i] = i * 7919 % 100003;
    qsort(many, 100000, sizeof *many, by_value);
    strftime(text, sizeof text, "%Y", gmtime(&now));
    char *copy = malloc(32 << 20);
    if (copy)
        memset(copy, 1, 32 << 20);
    bool fine = many[0] <= many[1] && !strcmp(text, "2026") && copy && rand() >= 0 &&
                !access("/", R_OK) + !isatty(1) &&
                setvbuf(stdout, NULL, _IONBF, 0) == 0 &&
                printf("a word on standard output\n") > 0;
    free(copy);
    return fine ? h->pass(c, NULL) : h->fail(c, HF_DEFAULT, "year %s", text);
}

ZOO_PLUGIN("zoo-uses-libc", run);
