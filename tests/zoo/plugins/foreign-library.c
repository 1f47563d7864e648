/* Wants a library that the host does not have. See how it is linked. */
#include "zoo.h"

ZOO_PLUGIN("zoo-foreign-library", zoo_pass);
