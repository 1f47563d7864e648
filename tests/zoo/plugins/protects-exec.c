/* Writes code, and makes it one that can be run. */
#include "cage.h"

#include <sys/mman.h>

static const char *tried(void)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return "no page";
    return zoo_came(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

ZOO_TRY("protects-exec", tried());
