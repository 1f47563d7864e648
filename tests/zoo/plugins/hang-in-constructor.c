/* Never finishes loading. */
#include "zoo.h"

#include <unistd.h>

__attribute__((constructor)) static void at_load(void)
{
    for (;;)
        sleep(3600);
}

ZOO_PLUGIN("zoo-hang-in-constructor", zoo_pass);
