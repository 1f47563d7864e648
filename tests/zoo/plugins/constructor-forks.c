/* Makes another process while it is loaded. */
#include "cage.h"

__attribute__((constructor)) static void at_load(void)
{
    if (!fork())
        _exit(0);
}

ZOO_PLUGIN("zoo-constructor-forks", zoo_pass);
