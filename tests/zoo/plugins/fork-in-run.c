/* Makes another process. */
#include "cage.h"

#include <signal.h>

ZOO_TRY("fork-in-run", zoo_came(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
