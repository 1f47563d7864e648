/* Wants a stack that can be run. See how it is linked. */
#include "zoo.h"

ZOO_PLUGIN("zoo-exec-stack", zoo_pass);
