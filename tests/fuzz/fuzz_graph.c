/* Answers of Resource Graph, and errors of Azure in any shape. */
#include "fuzz.h"

#include "base/err.h"
#include "collect/azerr.h"
#include "collect/graph.h"
#include "collect/retry.h"
#include "data/doc.h"

#include <stdlib.h>
#include <string.h>

static void read_error(const char *text, size_t size)
{
    struct azerr az;
    char version[32];
    uint64_t seed = 1;
    (void)azerr_read(text, size, &az);
    fuzz_must(strlen(az.code) < sizeof az.code && strlen(az.message) < sizeof az.message);
    fuzz_must(!strchr(az.code, '\n') && !strchr(az.message, '\n'));
    (void)azerr_hint(az.entra);
    (void)azerr_passing(&az);
    if (azerr_pick_version(az.message, "2024-04-01 2023-04-01", "2024-04-01", version))
        fuzz_must(strcmp(version, "2024-04-01"));
    struct retry_case c = {
        .tries = 1, .status = 429, .passing = true, .message = az.message, .now = 1};
    fuzz_must(retry_wait(&c, &seed) <= RETRY_WAIT_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    char *text = fuzz_text(data, size);
    struct doc *d = doc_parse(text, size, &e);
    const char *next = NULL;
    if (d && !graph_check(d, &next))
        fuzz_must(doc_type(d, "/data") == DOC_ARRAY && (!next || *next));
    doc_free(d);
    read_error(text, size);
    fuzz_must(retry_after(text, 1) >= -1 && retry_from_message(text) >= -1);
    free(text);
    return 0;
}
