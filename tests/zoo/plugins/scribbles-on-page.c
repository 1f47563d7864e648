/* Always seems to run something else, and never ends. */
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
    for (uint64_t n = 1;; n++) {
        *word = n << 16;
        usleep(10000);
    }
}

static const hf_check checks[] = {{.id = "zoo-scribbles-on-page",
                                   .title = "The zoo is quiet",
                                   .severity = HF_LOW,
                                   .targets =
                                       HF_LIST("Microsoft.Compute/diskEncryptionSets"),
                                   .run = run}};
HF_PLUGIN("zoo", "1.0.0", checks);
