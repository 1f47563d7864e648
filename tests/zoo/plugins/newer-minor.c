/* Wants functions that this host does not have. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-newer-minor", zoo_pass)};

ZOO_EXPORT = {.magic = HF_MAGIC,
              .abi = HF_ABI + 1,
              ZOO_SIZES,
              .checks = checks,
              .n_checks = 1};
