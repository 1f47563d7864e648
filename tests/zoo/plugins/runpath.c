/* Brings a path of its own to search libraries in. See how it is linked. */
#include "zoo.h"

ZOO_PLUGIN("zoo-runpath", zoo_pass);
