/* Secrets in plain sight: what is replaced, and that all else stays byte for byte. */
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/redact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, const char *wanted)
{
    struct buf out = buf_make(1 << 16);
    struct err e = {0};
    bool changed = redact_json(text, strlen(text), &out);
    if (changed != (wanted != NULL) || (wanted && strcmp(buf_str(&out), wanted)))
        fail_msg("%s: %d \"%s\"", text, changed, buf_str(&out));
    if (wanted) {
        struct doc *d = doc_parse(buf_str(&out), out.len, &e);
        if (!d)
            fail_msg("no JSON any more: %s: %s", buf_str(&out), e.text);
        doc_free(d);
    }
    buf_free(&out);
}

static void test_members(void **state)
{
    (void)state;
    expect("{\"password\":\"hunter2\"}", "{\"password\":\"(redacted, 7 bytes)\"}");
    expect("{\"a\":{\"AdminPassword\" : \"x\",\"b\":\"y\"}}",
           "{\"a\":{\"AdminPassword\" : \"(redacted, 1 bytes)\",\"b\":\"y\"}}");
    expect("[{\"primaryKey\":\"a\\\"b\"},{\"secondaryKey\":\"cd\"}]",
           "[{\"primaryKey\":\"(redacted, 4 bytes)\"},{\"secondaryKey\":\"(redacted, 2 "
           "bytes)\"}]");
    expect(
        "{\"connectionString\":\"k\",\"accountKey\":\"k\",\"sharedKey\":\"k\","
        "\"clientSecret\":\"k\",\"sasToken\":\"k\"}",
        "{\"connectionString\":\"(redacted, 1 bytes)\",\"accountKey\":\"(redacted, 1 "
        "bytes)\",\"sharedKey\":\"(redacted, 1 bytes)\",\"clientSecret\":\"(redacted, 1 "
        "bytes)\",\"sasToken\":\"(redacted, 1 bytes)\"}");
}

static void test_what_stays(void **state)
{
    (void)state;
    expect("{}", NULL);
    expect("{\"keyUri\":\"https://v.vault.azure.net/keys/k\"}", NULL);
    expect("{\"password\":null,\"primaryKey\":7,\"sharedKey\":{\"a\":\"b\"}}", NULL);
    expect("{\"password\":\"\"}", NULL);
    expect("{\"passwordPolicy\":\"strict\",\"a\":\"password\",\"b\":\"x\"}", NULL);
    expect("[\"password\",\"x\"]", NULL);
    expect("{\"sharedKey\":[\"a\"]}", NULL);
    expect("{\"a\":\"design=x&signature=y\"}", NULL);
    expect("{\"a\\\"password\":\"x\"}", NULL);
}

static void test_signed_links(void **state)
{
    (void)state;
    expect("{\"uri\":\"https://s.blob.core.windows.net/c?sv=1&sig=abc%3D&se=2\"}",
           "{\"uri\":\"https://s.blob.core.windows.net/c?sv=1&sig=(redacted, 6 "
           "bytes)&se=2\"}");
    expect("[\"https://s/c?SIG=abc\"]", "[\"https://s/c?SIG=(redacted, 3 bytes)\"]");
    expect("{\"uri\":\"https://s/c?a=1\\u0026sig=abc\\u0026b=2\"}",
           "{\"uri\":\"https://s/c?a=1\\u0026sig=(redacted, 3 bytes)\\u0026b=2\"}");
}

/* A text that is cut never makes it read on. */
static void test_cut(void **state)
{
    static const char text[] = "{\"password\":\"a\\\"b\",\"u\":\"?sig=x\\\\\"}";
    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        char *cut = malloc(n ? n : 1); /* a sanitizer sees the first byte behind */
        struct buf out = buf_make(4096);
        assert_non_null(cut);
        memcpy(cut, text, n);
        (void)redact_json(cut, n, &out);
        buf_free(&out);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_what_stays),
        cmocka_unit_test(test_signed_links),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
