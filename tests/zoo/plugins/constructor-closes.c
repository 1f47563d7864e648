/* Takes away the pipe of its host while it is loaded. */
#include "cage.h"

__attribute__((constructor)) static void at_load(void) { close(5); }

ZOO_PLUGIN("zoo-constructor-closes", zoo_pass);
