#include "scan/mutant.h"

#include "base/mem.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <string.h>

enum { POINTER_MAX = 1024 };

struct making {
    const struct doc *d;
    int (*each)(void *ctx, const char *pointer, const char *how, const char *body);
    void *ctx;
    struct buf at;   /* the pointer that is looked at */
    struct buf path; /* while a body is written: where that is */
    struct buf body;
    const char *value; /* what stands at the pointer instead; NULL: nothing */
};

char *mutant_pattern(const char *pointer)
{
    struct buf out = buf_make(2 * POINTER_MAX);
    for (const char *p = pointer; *p;) {
        size_t n = 1 + strcspn(p + 1, "/");
        bool number = n > 1 && strspn(p + 1, "0123456789") == n - 1;
        if (number)
            buf_text(&out, "/*");
        else
            buf_add(&out, p, n);
        p += n;
    }
    char *text = mem_text(buf_str(&out));
    buf_free(&out);
    return text;
}

/* Steps down to member or element i; false behind the last. `before` is the length to go
 * back to. */
static bool step(const struct doc *d, struct buf *at, size_t i, const char **name)
{
    *name = NULL;
    if (doc_type(d, buf_str(at)) == DOC_ARRAY) {
        if (i >= doc_length(d, buf_str(at)))
            return false;
        return !buf_fmt(at, "/%zu", i);
    }
    *name = doc_member(d, buf_str(at), i);
    if (!*name)
        return false;
    buf_char(at, '/');
    for (const char *p = *name; *p; p++)
        *p == '~'   ? buf_text(at, "~0")
        : *p == '/' ? buf_text(at, "~1")
                    : buf_char(at, *p);
    return !at->full;
}

static void step_back(struct buf *at, size_t before)
{
    at->len = before;
    if (at->data)
        at->data[before] = '\0';
    at->full = false;
}

/* --- writing a body --- */

static bool on_the_way(const struct making *m)
{
    return !strncmp(buf_str(&m->at), buf_str(&m->path), m->path.len) &&
           buf_str(&m->at)[m->path.len] == '/';
}

static void put_value(struct making *m)
{
    enum doc_type type = doc_type(m->d, buf_str(&m->path));
    if (!on_the_way(m)) {
        doc_print(m->d, buf_str(&m->path), &m->body);
        return;
    }
    const char *name;
    bool any = false;
    size_t before = m->path.len;
    buf_char(&m->body, type == DOC_ARRAY ? '[' : '{');
    for (size_t i = 0; step(m->d, &m->path, i, &name); i++) {
        bool here = !strcmp(buf_str(&m->at), buf_str(&m->path));
        if (!here || m->value) {
            buf_text(&m->body, any ? "," : "");
            any = true;
            if (name) {
                json_text(&m->body, name);
                buf_char(&m->body, ':');
            }
            if (here)
                buf_text(&m->body, m->value);
            else
                put_value(m);
        }
        step_back(&m->path, before);
    }
    buf_char(&m->body, type == DOC_ARRAY ? ']' : '}');
}

static int make(struct making *m, const char *how, const char *value)
{
    m->value = value;
    buf_clear(&m->path);
    buf_clear(&m->body);
    put_value(m);
    return m->body.full ? 0 : m->each(m->ctx, buf_str(&m->at), how, buf_str(&m->body));
}

/* --- what can be done to a property --- */

static int change_text(struct making *m)
{
    struct buf text = buf_make(DOC_BYTES);
    struct buf value = buf_make(DOC_BYTES);
    buf_fmt(&text, "%s~changed", doc_text(m->d, buf_str(&m->at)));
    json_text(&value, buf_str(&text));
    int rc = make(m, "changed", buf_str(&value));
    buf_free(&text);
    buf_free(&value);
    return rc;
}

static int change_number(struct making *m)
{
    double v = 0;
    (void)doc_number(m->d, buf_str(&m->at), &v);
    bool none = v > -0.5 && v < 0.5;
    int rc = make(m, none ? "made 1" : "made 0", none ? "1" : "0");
    return rc ? rc : make(m, "made 1000000", "1000000");
}

static int change(struct making *m)
{
    const char *at = buf_str(&m->at);
    enum doc_type type = doc_type(m->d, at);
    int rc = type == DOC_ABSENT ? 0 : make(m, "removed", NULL);
    if (rc || type == DOC_ABSENT)
        return rc;
    switch (type) {
    case DOC_TRUE:
    case DOC_FALSE:
        return make(m, "turned round", type == DOC_TRUE ? "false" : "true");
    case DOC_INTEGER:
    case DOC_REAL:
        return change_number(m);
    case DOC_STRING:
        return change_text(m);
    case DOC_ARRAY:
        return doc_length(m->d, at) ? make(m, "emptied", "[]") : 0;
    case DOC_OBJECT:
        return doc_length(m->d, at) ? make(m, "emptied", "{}") : 0;
    case DOC_ABSENT:
        break;
    }
    return 0;
}

static bool is_identity(const char *pointer)
{
    return !strcmp(pointer, "/id") || !strcmp(pointer, "/name") ||
           !strcmp(pointer, "/type");
}

static int walk(struct making *m)
{
    const char *name;
    size_t before = m->at.len;
    enum doc_type type = doc_type(m->d, buf_str(&m->at));
    int rc = 0;
    if (type != DOC_ARRAY && type != DOC_OBJECT)
        return 0;
    for (size_t i = 0; !rc && step(m->d, &m->at, i, &name); i++) {
        if (!is_identity(buf_str(&m->at))) {
            rc = change(m);
            if (!rc)
                rc = walk(m);
        }
        step_back(&m->at, before);
    }
    return rc;
}

int mutant_each(const struct doc *d,
                int (*each)(void *ctx, const char *pointer, const char *how,
                            const char *body),
                void *ctx)
{
    struct making m = {.d = d,
                       .each = each,
                       .ctx = ctx,
                       .at = buf_make(POINTER_MAX),
                       .path = buf_make(POINTER_MAX),
                       .body = buf_make(DOC_BYTES)};
    int rc = walk(&m);
    buf_free(&m.at);
    buf_free(&m.path);
    buf_free(&m.body);
    return rc;
}
