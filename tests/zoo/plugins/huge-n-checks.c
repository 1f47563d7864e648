/* Counts more checks than there are bytes. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-huge-n-checks", zoo_pass)};

ZOO_EXPORT = {.magic = HF_MAGIC,
              .abi = HF_ABI,
              ZOO_SIZES,
              .checks = checks,
              .n_checks = SIZE_MAX};
