/* Two checks of one name. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-duplicate-id", zoo_pass),
                                  ZOO_CHECK("zoo-duplicate-id", zoo_pass)};
HF_PLUGIN("zoo", "1.0.0", checks);
