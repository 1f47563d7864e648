/* A check without a name. */
#include "zoo.h"

ZOO_PLUGIN(NULL, zoo_pass);
