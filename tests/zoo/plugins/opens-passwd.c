/* Reads a file of the system. */
#include "cage.h"

ZOO_TRY("opens-passwd", zoo_open("/etc/passwd", O_RDONLY));
