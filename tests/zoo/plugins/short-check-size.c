/* Of this version, with checks that are shorter than it says. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-short-check-size", zoo_pass)};

ZOO_EXPORT = {.magic = HF_MAGIC,
              .abi = HF_ABI,
              .size = sizeof(hf_plugin),
              .check_size = sizeof(hf_check) - 8,
              .need_size = sizeof(hf_need),
              .setting_size = sizeof(hf_setting),
              .name = "zoo",
              .version = "1.0.0",
              .checks = checks,
              .n_checks = 1};
