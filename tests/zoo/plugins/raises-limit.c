/* Asks for more memory than it was given. */
#include "cage.h"

#include <sys/resource.h>

static const char *tried(void)
{
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    return zoo_came(setrlimit(RLIMIT_AS, &all));
}

ZOO_TRY("raises-limit", tried());
