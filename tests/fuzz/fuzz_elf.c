/* A file that says it is a shared object, looked at before it is loaded. */
#include "fuzz.h"

#include "base/err.h"
#include "eval/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    fuzz_must(!elf_check(data, size, "hf_plugin_v1", &e) || *e.text);
    return 0;
}
