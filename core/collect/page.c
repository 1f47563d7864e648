#include "collect/page.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/slice.h"

int page_make(const char *text, size_t len, const char *name, struct page *p,
              struct err *e)
{
    const char *array = NULL;
    size_t n = 0;
    *p = (struct page){.first = true};
    if (!slice_member(text, len, name, &array, &n) || n < 2 || *array != '[') {
        p->around = doc_parse(text, len, e);
        return p->around ? 0 : -ERR_DATA;
    }
    struct buf around = buf_make(len + 1);
    buf_add(&around, text, (size_t)(array - text));
    buf_text(&around, "[]");
    buf_add(&around, array + n, len - n - (size_t)(array - text));
    p->around = doc_parse(buf_str(&around), around.len, e);
    buf_free(&around);
    p->at = array + 1;
    p->end = array + n;
    return p->around ? 0 : -ERR_DATA;
}

void page_free(struct page *p)
{
    doc_free(p->around);
    *p = (struct page){0};
}

static char pass_space(struct page *p)
{
    while (p->at < p->end &&
           (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r'))
        p->at++;
    return p->at < p->end ? *p->at : '\0';
}

int page_next(struct page *p, const char **text, size_t *len)
{
    if (p->closed || !p->at)
        return p->closed ? 0 : -1;
    char c = pass_space(p);
    if (c == ']' && p->at + 1 == p->end) {
        p->closed = true;
        return 0;
    }
    if (!p->first) {
        if (c != ',')
            return -1;
        p->at++;
    }
    p->first = false;
    size_t at = 0;
    if (!slice_value(p->at, (size_t)(p->end - p->at), &at, text, len))
        return -1;
    p->at += at;
    return 1;
}
