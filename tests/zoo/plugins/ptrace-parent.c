/* Takes over the process that scans. */
#include "cage.h"

#include <sys/ptrace.h>

ZOO_PARENT

ZOO_TRY("ptrace-parent", zoo_came(ptrace(PTRACE_ATTACH, parent, NULL, NULL)));
