/* What a person is shown: whatever comes in, nothing of it can move a terminal; and a
 * glob costs no more than its length times the text's. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf out = buf_make(16 << 20);
    char small[17];
    text_show_buf(&out, (const char *)data, size);
    fuzz_must(text_utf8(buf_str(&out), out.len) || out.full);
    for (size_t at = 0; at < out.len;) {
        uint32_t cp;
        size_t n = text_decode(out.data + at, out.len - at, &cp);
        fuzz_must(n && text_visible(cp));
        at += n;
    }
    size_t n = text_show(small, sizeof small, (const char *)data, size);
    fuzz_must(n < sizeof small && small[n] == '\0');
    buf_free(&out);
    const uint8_t *nl = size && size < 512 ? memchr(data, '\n', size) : NULL;
    if (nl) {
        char *glob = fuzz_text(data, (size_t)(nl - data));
        char *text = fuzz_text(nl + 1, size - (size_t)(nl + 1 - data));
        fuzz_must(!text_like(text, text) ==
                  (strpbrk(text, "*?") && !text_like(text, text)));
        (void)text_like(text, glob);
        (void)text_distance(text, glob);
        free(glob);
        free(text);
    }
    return 0;
}
