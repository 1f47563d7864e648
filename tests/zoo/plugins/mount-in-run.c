/* Mounts something over the configuration of the system. */
#include "cage.h"

#include <sys/mount.h>

ZOO_TRY("mount-in-run", zoo_came(mount("none", "/etc", "tmpfs", 0, NULL)));
