/* A shared object that is no plugin. */
#include "zoo.h"

__attribute__((visibility("default"))) extern const hf_plugin hf_plugin_v0;
static const hf_check checks[] = {ZOO_CHECK("zoo-no-export", zoo_pass)};
const hf_plugin hf_plugin_v0 = {
    .magic = HF_MAGIC, .abi = HF_ABI, ZOO_SIZES, .checks = checks, .n_checks = 1};
