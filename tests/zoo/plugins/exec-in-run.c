/* Becomes another program. */
#include "cage.h"

static const char *tried(void)
{
    char name[] = "/bin/true";
    char *argv[] = {name, NULL};
    return zoo_came(execv(name, argv));
}

ZOO_TRY("exec-in-run", tried());
