/* Of a holdfast to come that broke the ABI. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-newer-major", zoo_pass)};

ZOO_EXPORT = {.magic = HF_MAGIC,
              .abi = 2u << 16,
              ZOO_SIZES,
              .checks = checks,
              .n_checks = 1};
