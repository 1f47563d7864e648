/* The manifest of a signed pack: what is taken is in its one canonical form. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "scan/pack.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct pack p;
    struct buf out = buf_make(PACK_BYTES);
    if (pack_parse((const char *)data, size, &p, &e)) {
        fuzz_must(*e.text && !p.files && !p.n);
    } else {
        pack_print(&p, &out);
        fuzz_must(out.len == p.signed_len && !memcmp(out.data, data, out.len));
        pack_print_signature(p.signature, &out);
        fuzz_must(out.len == size && !memcmp(out.data, data, size));
        for (size_t i = 0; i < p.n; i++) {
            fuzz_must(!pack_check_file(p.files[i].name, &e));
            fuzz_must(!i || strcmp(p.files[i - 1].name, p.files[i].name) < 0);
        }
        pack_free(&p);
    }
    buf_free(&out);
    return 0;
}
