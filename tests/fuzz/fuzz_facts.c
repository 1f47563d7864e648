/* Facts by JSON Pointer: a line with the pointer, then the document. What is printed is
 * read again as the same. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"

#include <stdlib.h>
#include <string.h>

static int count(void *ctx, const char *pointer, const char *text)
{
    size_t *n = ctx;
    (void)text;
    fuzz_must(pointer);
    return ++*n > 10000;
}

static void ask(const struct doc *d, const char *pointer)
{
    double number;
    int64_t integer;
    size_t n = 0, members = doc_length(d, pointer);
    enum doc_type type = doc_type(d, pointer);
    fuzz_must(!doc_text(d, pointer) || type == DOC_STRING);
    fuzz_must(!doc_number(d, pointer, &number) || type == DOC_INTEGER ||
              type == DOC_REAL);
    fuzz_must(!doc_integer(d, pointer, &integer) || type == DOC_INTEGER);
    fuzz_must(doc_truth(d, pointer) < 0 || type == DOC_TRUE || type == DOC_FALSE);
    fuzz_must(!members || type == DOC_OBJECT || type == DOC_ARRAY);
    fuzz_must(!doc_member(d, pointer, members));
    (void)doc_each(d, pointer, count, &n);
    struct buf quote = buf_make(1 << 20);
    doc_quote(d, pointer, 64, &quote);
    fuzz_must(quote.len > 0);
    buf_free(&quote);
}

static void print_twice(const struct doc *d)
{
    struct err e = {0};
    struct buf one = buf_make(8 << 20), two = buf_make(8 << 20);
    doc_print(d, "", &one);
    struct doc *again = doc_parse(buf_str(&one), one.len, &e);
    fuzz_must(one.full || again);
    if (again)
        doc_print(again, "", &two);
    fuzz_must(one.full || !strcmp(buf_str(&one), buf_str(&two)));
    doc_free(again);
    buf_free(&one);
    buf_free(&two);
}

/* Read from a lent text, it says the same. */
static void read_lent(const char *text, size_t len, const struct doc *d,
                      const struct err *e)
{
    struct err why = {0};
    char *copy = fuzz_text((const uint8_t *)text, len);
    struct doc *lent = doc_parse_lent(copy, len, &why);
    struct buf one = buf_make(1 << 20), two = buf_make(1 << 20);
    fuzz_must(!d == !lent && !strcmp(e->text, why.text));
    if (d) {
        doc_print(d, "", &one);
        doc_print(lent, "", &two);
        fuzz_must(!strcmp(buf_str(&one), buf_str(&two)));
    }
    doc_free(lent);
    free(copy);
    buf_free(&one);
    buf_free(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nl = size ? memchr(data, '\n', size) : NULL;
    if (!nl)
        return 0;
    struct err e = {0};
    char *pointer = fuzz_text(data, (size_t)(nl - data));
    size_t rest = size - (size_t)(nl + 1 - data);
    struct doc *d = doc_parse((const char *)nl + 1, rest, &e);
    fuzz_must(d || (e.code && *e.text));
    read_lent((const char *)nl + 1, rest, d, &e);
    if (d) {
        ask(d, pointer);
        ask(d, "");
        print_twice(d);
    }
    doc_free(d);
    free(pointer);
    return 0;
}
