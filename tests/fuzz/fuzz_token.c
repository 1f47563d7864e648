/* What a token endpoint answers, and the claims of the token itself. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "collect/auth.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct auth_token t = {0};
    int rc = auth_token_read((const char *)data, size, &t, &e);
    fuzz_must(rc ? *e.text && !t.text.data : t.text.len > 0);
    fuzz_must(t.life >= 0 && t.expires >= 0);
    auth_token_free(&t);
    struct secret raw = secret_make((const char *)data, size);
    struct buf claim = buf_make(4096);
    fuzz_must(auth_token_expiry(&raw) >= 0);
    (void)auth_token_claim(&raw, "tid", &claim);
    buf_free(&claim);
    secret_free(&raw);
    return 0;
}
