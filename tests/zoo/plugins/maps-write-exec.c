/* Asks for memory that can be written and run. */
#include "cage.h"

#include <sys/mman.h>

ZOO_TRY("maps-write-exec", zoo_came(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
                                        ? -1
                                        : 0));
