/* A name that would be a path, and paint the terminal. */
#include "zoo.h"

ZOO_PLUGIN("../zoo\033[31m", zoo_pass);
