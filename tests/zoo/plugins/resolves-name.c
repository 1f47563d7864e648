/* Asks for the name of a user, which the C library asks a daemon, by a socket. */
#include "cage.h"

#include <pwd.h>

ZOO_TRY("resolves-name", getpwuid(0) ? "done" : "nobody");
