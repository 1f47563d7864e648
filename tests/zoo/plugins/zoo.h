/* What the plugins of the zoo share: a descriptor with one check on every vault. Each
 * file then does one thing wrong. */
#ifndef HF_ZOO_H
#define HF_ZOO_H

#include <holdfast/plugin.h>

#define ZOO_TARGETS HF_LIST("Microsoft.RecoveryServices/vaults")

#define ZOO_CHECK(check_id, function)                                                    \
    {                                                                                    \
        .id = check_id, .title = "The zoo is quiet", .severity = HF_LOW,                 \
        .targets = ZOO_TARGETS, .run = function                                          \
    }

#define ZOO_PLUGIN(check_id, function)                                                   \
    static const hf_check checks[] = {ZOO_CHECK(check_id, function)};                    \
    HF_PLUGIN("zoo", "1.0.0", checks)

/* A descriptor of which single fields are wrong. */
#define ZOO_EXPORT                                                                       \
    __attribute__((visibility("default"))) extern const hf_plugin hf_plugin_v1;          \
    const hf_plugin hf_plugin_v1

#define ZOO_SIZES                                                                        \
    .size = sizeof(hf_plugin), .check_size = sizeof(hf_check),                           \
    .need_size = sizeof(hf_need), .setting_size = sizeof(hf_setting),                    \
    .type_size = sizeof(hf_type), .name = "zoo",                                         \
    .version = "1.0.0"

static inline hf_status zoo_pass(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    return h->pass(c, NULL);
}

#endif
