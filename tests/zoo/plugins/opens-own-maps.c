/* Looks where everything lies in memory. */
#include "cage.h"

ZOO_TRY("opens-own-maps", zoo_open("/proc/self/maps", O_RDONLY));
