/* Asks for a ring, which does everything behind a filter. */
#include "cage.h"

ZOO_TRY("io-uring-in-run", zoo_came(syscall(SYS_io_uring_setup, 1, NULL)));
