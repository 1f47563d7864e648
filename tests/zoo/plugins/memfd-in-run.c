/* Makes a file in memory, to run it. */
#include "cage.h"

#include <sys/mman.h>

ZOO_TRY("memfd-in-run", zoo_came(memfd_create("code", 0)));
