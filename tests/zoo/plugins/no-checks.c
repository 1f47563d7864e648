/* Has nothing to run. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-no-checks", zoo_pass)};

ZOO_EXPORT = {.magic = HF_MAGIC,
              .abi = HF_ABI,
              ZOO_SIZES,
              .checks = checks,
              .n_checks = 0};
