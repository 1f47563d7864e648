/* Would have the right to delete handed out with the role. */
#include "zoo.h"

static const hf_check checks[] = {ZOO_CHECK("zoo-types-write", zoo_pass)};

static const hf_type types[] = {{.type = "Microsoft.KeyVault/managedHSMs",
                                 .path = "{parent}/providers/Microsoft.KeyVault/"
                                         "managedHSMs",
                                 .api_version = "2023-07-01",
                                 .action = "Microsoft.KeyVault/managedHSMs/delete"}};

HF_PLUGIN_TYPES("zoo", "1.0.0", checks, types);
