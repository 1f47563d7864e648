/* Catches its own crash and stays where it is. */
#include "zoo.h"

#include <signal.h>
#include <unistd.h>

static void again(int sig)
{
    (void)sig;
    for (;;)
        sleep(3600);
}

/* While the checks run the cage lets nobody do this any more. */
__attribute__((constructor)) static void at_load(void)
{
    signal(SIGSEGV, again);
    signal(SIGTERM, SIG_IGN);
}

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    raise(SIGSEGV);
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-handles-signals", run);
