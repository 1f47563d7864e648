/* Behaves while it is described, and crashes when there is an inventory. */
#include "zoo.h"

#include <signal.h>
#include <sys/stat.h>

__attribute__((constructor)) static void at_load(void)
{
    struct stat st;
    if (!fstat(3, &st) && S_ISREG(st.st_mode))
        raise(SIGSEGV);
}

ZOO_PLUGIN("zoo-two-faced", zoo_pass);
