/* Ends the program that loads it, as if all were well. */
#include "zoo.h"

#include <unistd.h>

__attribute__((constructor)) static void at_load(void)
{
    _exit(0);
}

ZOO_PLUGIN("zoo-exit-in-constructor", zoo_pass);
