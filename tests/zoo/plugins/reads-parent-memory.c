/* Reads the memory of the process that scans. */
#include "cage.h"

#include <sys/uio.h>

ZOO_PARENT

static const char *tried(void)
{
    char here[16];
    struct iovec mine = {here, sizeof here}, its = {(void *)&parent, sizeof here};
    return zoo_came(process_vm_readv(parent, &mine, 1, &its, 1, 0));
}

ZOO_TRY("reads-parent-memory", tried());
