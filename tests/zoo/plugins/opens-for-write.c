/* Leaves a file behind. */
#include "cage.h"

ZOO_TRY("opens-for-write", zoo_open(ZOO_MARKER, O_WRONLY | O_CREAT));
