/* Reads the environment of the process that scans. */
#include "cage.h"

ZOO_PARENT

static const char *tried(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", (int)parent);
    return zoo_open(path, O_RDONLY);
}

ZOO_TRY("opens-parent-environ", tried());
