/* What a token endpoint answers, the claims of the token itself, and the challenge of who
 * refuses it. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "collect/auth.h"
#include "collect/challenge.h"

#include <stdlib.h>
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
    char *header = fuzz_text(data, size), *claims = challenge_claims(header);
    fuzz_must(!claims || *claims == '{' || strchr(" \t\r\n", *claims));
    free(claims);
    free(header);
    return 0;
}
