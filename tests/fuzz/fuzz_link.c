/* Links to further pages: whatever is taken leads to our own origin, without a step that
 * leaves the path. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "collect/origin.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct origin own, other;
    char *link = fuzz_text(data, size);
    struct buf path = buf_make(1 << 20), query = buf_make(1 << 20);
    fuzz_must(!origin_parse("https://management.azure.com", &own, &e));
    if (origin_take_link(&own, link, &path, &query)) {
        fuzz_must(buf_str(&path)[0] == '/' && !origin_path_odd(buf_str(&path)));
        fuzz_must(!strstr(buf_str(&path), "..") || !strstr(buf_str(&path), "/../"));
        for (size_t i = 0; i < query.len; i++)
            fuzz_must((unsigned char)query.data[i] > 0x20 && query.data[i] != '#' &&
                      (unsigned char)query.data[i] < 0x7f);
    }
    if (!origin_parse(link, &other, &e))
        fuzz_must(other.host[0] && other.port[0] && !strchr(other.host, '@'));
    buf_free(&path);
    buf_free(&query);
    free(link);
    return 0;
}
