/* Stops the process that scans. */
#include "cage.h"

#include <signal.h>

ZOO_PARENT

ZOO_TRY("kills-parent", zoo_came(kill(parent, SIGTERM)));
