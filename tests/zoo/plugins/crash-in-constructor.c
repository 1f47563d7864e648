/* Crashes before anybody asked for anything. */
#include "zoo.h"

#include <signal.h>

__attribute__((constructor)) static void at_load(void)
{
    raise(SIGSEGV);
}

ZOO_PLUGIN("zoo-crash-in-constructor", zoo_pass);
