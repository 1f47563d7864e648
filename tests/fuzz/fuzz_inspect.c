/* A script as `holdfast validate` looks at it, and as a helper library; then as a scan
 * loads it: what a scan refuses has a defect, and what a scan takes has none that
 * refuses. Every defect is one that holdfast takes from its caged program. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/defect.h"
#include "data/doc.h"
#include "eval/script.h"

#include <string.h>

enum { ANSWER_MAX = 16 << 20 };

static size_t refusals(const struct inspected *in)
{
    size_t n = 0;
    for (size_t i = 0; i < in->defects.n; i++)
        n += defect_refuses(in->defects.at[i].rule);
    return n;
}

/* What the caged program writes, line by line as holdfast reads it. */
static void cross(const struct inspected *in)
{
    struct buf text = buf_make(ANSWER_MAX);
    struct inspected out = {0};
    struct err e = {0};
    inspected_encode(in, 0, &text);
    fuzz_must(!text.full);
    for (const char *at = buf_str(&text), *nl; (nl = strchr(at, '\n')); at = nl + 1) {
        struct doc *d = doc_parse(at, (size_t)(nl - at), &e);
        fuzz_must(d && !inspected_decode(d, 1, &out, &e));
        doc_free(d);
    }
    fuzz_must(out.defects.n == in->defects.n && out.n_seen == in->n_seen);
    inspected_free(&out);
    buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct script_lib lib = {"one", "return { two = 2 }", 18};
    struct script_limits limits = {.memory = 2 << 20, .instructions = 20000};
    struct script_text t = {"fuzz.lua", (const char *)data, size, NULL};
    struct inspected found = {0}, helper = {0};
    struct err e = {0};
    script_inspect(&t, &limits, &lib, 1, &found);
    cross(&found);
    script_inspect_lib(&t, &limits, &helper);
    cross(&helper);
    struct script *s = script_load(t.name, t.text, size, &limits, &lib, 1, &e);
    fuzz_must(s ? !refusals(&found) : refusals(&found) > 0);
    script_free(s);
    inspected_free(&found);
    inspected_free(&helper);
    return 0;
}
