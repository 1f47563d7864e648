/* Would speak in the name of its neighbour. */
#include "zoo.h"

ZOO_PLUGIN("zoo-honest", zoo_pass);
