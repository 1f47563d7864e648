/* Maps more code than it was loaded with. */
#include "cage.h"

#include <sys/mman.h>

ZOO_TRY("maps-exec",
        zoo_came(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, 7, 0) == MAP_FAILED
                     ? -1
                     : 0));
