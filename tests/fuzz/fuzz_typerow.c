/* A row for the catalogue, as it crosses from the caged program: what is taken can only
 * be a read below Azure's own ids, and is written and taken again as the same. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/typerow.h"

#include <string.h>

static void judge(const struct typerow *t)
{
    const char *path = t->path ? t->path : "{parent}/";
    fuzz_must(!t->path != !t->table);
    fuzz_must(!strncmp(path, "{parent}/", 9));
    fuzz_must(!strpbrk(path, "?#%\\ \t\r\n:@") && !strstr(path, "//") &&
              !strstr(path, ".."));
    size_t n = strlen(t->action);
    /* Azure does not tell the case of rights apart. */
    fuzz_must(n > 5 && text_same(t->action + n - 5, "/read"));
    fuzz_must(!t->table || !strpbrk(t->table, "'\"|; \n"));
    fuzz_must(!strpbrk(t->type, "'\"|; \n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct typerow t = {0}, again = {0};
    struct buf out = buf_make(1 << 20);
    struct doc *d = doc_parse((const char *)data, size, &e), *back = NULL;
    if (d && !typerow_decode(d, "", &t, &e)) {
        fuzz_must(!typerow_valid(&t, &e));
        judge(&t);
        typerow_encode(&t, &out);
        back = doc_parse(buf_str(&out), out.len, &e);
        fuzz_must(back && !typerow_decode(back, "", &again, &e));
        fuzz_must(typerow_same(&t, &again));
    }
    typerow_free(&t);
    typerow_free(&again);
    doc_free(back);
    doc_free(d);
    buf_free(&out);
    return 0;
}
