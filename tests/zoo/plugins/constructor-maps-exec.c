/* Makes code of its own while it is loaded. */
#include "cage.h"

#include <sys/mman.h>

static char came[16] = "not run", later[16] = "not run";

__attribute__((constructor)) static void at_load(void)
{
    enum { BOTH = PROT_READ | PROT_WRITE | PROT_EXEC };
    void *page = mmap(NULL, 4096, BOTH, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    snprintf(came, sizeof came, "%s", zoo_came(page == MAP_FAILED ? -1 : 0));
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    snprintf(later, sizeof later, "%s",
             zoo_came(mprotect(page, 4096, PROT_READ | PROT_EXEC)));
}

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    return h->fail(c, HF_DEFAULT, "at once %s, later %s", came, later);
}

ZOO_PLUGIN("zoo-constructor-maps-exec", run);
