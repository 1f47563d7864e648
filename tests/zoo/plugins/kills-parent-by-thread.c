/* Stops the process that scans, by the call that abort needs. */
#include "cage.h"

#include <signal.h>

ZOO_PARENT

ZOO_TRY("kills-parent-by-thread", zoo_came(syscall(SYS_tgkill, parent, parent, SIGTERM)));
