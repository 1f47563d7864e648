/* Writes a marker file while it is loaded. */
#include "cage.h"

static char came[16] = "not run";

__attribute__((constructor)) static void at_load(void)
{
    snprintf(came, sizeof came, "%s", zoo_open(ZOO_MARKER, O_WRONLY | O_CREAT));
}

ZOO_TRY("constructor-marker", came);
