/* Strings of a document by patterns: pointers in which * stands for every member. */
#include "base/buf.h"
#include "data/doc_int.h"

#include <stdint.h>

struct each {
    int (*call)(void *ctx, const char *pointer, const char *text);
    void *ctx;
    const struct doc *d;
    struct buf at; /* the pointer so far */
};

static void add_name(struct buf *at, const char *name)
{
    buf_char(at, '/');
    for (; *name; name++) {
        if (*name == '~' || *name == '/')
            buf_text(at, *name == '~' ? "~0" : "~1");
        else
            buf_char(at, *name);
    }
}

static int each_below(struct each *w, const json_t *v, const char *pattern);

static int each_star(struct each *w, const json_t *v, const char *rest)
{
    size_t len = w->at.len;
    int rc = 0;
    if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v) && !rc; i++) {
            buf_fmt(&w->at, "/%zu", i);
            rc = each_below(w, json_array_get(v, i), rest);
            w->at.len = len;
        }
        return rc;
    }
    json_t *object = (json_t *)(uintptr_t)v;
    for (void *it = json_object_iter(object); it && !rc;
         it = json_object_iter_next(object, it)) {
        add_name(&w->at, doc_lent_name(w->d, json_object_iter_key(it)));
        rc = each_below(w, json_object_iter_value(it), rest);
        w->at.len = len;
    }
    return rc;
}

/* Recursion ends with the pattern, and goes no deeper than the document. */
static int each_below(struct each *w, const json_t *v, const char *pattern)
{
    size_t len = w->at.len;
    while (v && *pattern == '/') {
        size_t n = doc_segment(pattern + 1);
        if (n == 1 && pattern[1] == '*')
            return each_star(w, v, pattern + 2);
        v = doc_step(w->d, v, pattern + 1, n);
        buf_add(&w->at, pattern, n + 1);
        pattern += n + 1;
    }
    int rc = 0;
    if (v && !*pattern && json_is_string(v)) {
        buf_char(&w->at, '\0'); /* the text may be longer than what is meant by now */
        w->at.len--;
        rc = w->call(w->ctx, buf_str(&w->at), doc_lent(w->d, json_string_value(v)));
    }
    w->at.len = len;
    return rc;
}

int doc_each(const struct doc *d, const char *pattern,
             int (*each)(void *ctx, const char *pointer, const char *text), void *ctx)
{
    struct each w = {each, ctx, d, buf_make(SIZE_MAX / 4)};
    int rc = d ? each_below(&w, d->root, pattern) : 0;
    buf_free(&w.at);
    return rc;
}
