/* Makes itself root of a world of its own. */
#include "cage.h"

#include <sched.h>

ZOO_TRY("unshare-in-run", zoo_came(unshare(CLONE_NEWUSER | CLONE_NEWNS)));
