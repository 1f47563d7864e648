/* Opens the inventory again, to get rid of read-only. */
#include "cage.h"

ZOO_TRY("opens-inventory-again", zoo_open("/proc/self/fd/3", O_RDWR));
