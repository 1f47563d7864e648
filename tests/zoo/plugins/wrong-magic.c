/* Of something else. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-wrong-magic", zoo_pass)};

ZOO_EXPORT = {.magic = HF_MAGIC + 1,
              .abi = HF_ABI,
              ZOO_SIZES,
              .checks = checks,
              .n_checks = 1};
