/* Wipes its name off the shared page, and hangs. */
#include "zoo.h"

#include <sys/mman.h>
#include <unistd.h>

static volatile uint64_t *page(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 4, 0);
    return at == MAP_FAILED ? NULL : at;
}

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    volatile uint64_t *word = page();
    if (!word)
        return h->unknown(c, "no page");
    *word = 0;
    for (;;)
        sleep(3600);
}

ZOO_PLUGIN("zoo-hides-on-page", run);
