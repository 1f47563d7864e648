/* ARM ids: a key is its own key, lies below its parent, and is covered by it. */
#include "fuzz.h"

#include "base/buf.h"
#include "data/armid.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *id = fuzz_text(data, size), key[ARMID_MAX], again[ARMID_MAX];
    struct buf type = buf_make(ARMID_MAX);
    size_t len;
    if (armid_key(id, key)) {
        fuzz_must(armid_key(key, again) && !strcmp(key, again));
        size_t parent = armid_parent(key);
        fuzz_must(parent < strlen(key) || !strcmp(key, "/"));
        memcpy(again, key, parent);
        again[parent] = '\0';
        fuzz_must(!parent || armid_covers(again, key));
        fuzz_must(armid_covers(key, key) && armid_covers("/", key));
        (void)armid_type(id, &type);
        const char *sub = armid_subscription(id, &len);
        fuzz_must(!len || (sub >= id && sub + len <= id + strlen(id)));
        const char *group = armid_group(id, &len);
        fuzz_must(!len || (group >= id && group + len <= id + strlen(id)));
        fuzz_must(armid_name(id) >= id);
    }
    buf_free(&type);
    free(id);
    return 0;
}
