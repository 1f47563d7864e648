/* More types than a file may bring. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-types-many", zoo_pass)};
static const hf_type types[100000];

HF_PLUGIN_TYPES("zoo", "1.0.0", checks, types);
