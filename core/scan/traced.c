#include "scan/traced.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 255, LINES_MAX = 1 << 20, POINTER_MAX = 1024 };

static int bad(struct err *e)
{
    return err_set(e, ERR_DATA, "its process says something odd of what it asked");
}

static int read_fact(const struct doc *d, const char *at, size_t n_estates,
                     const struct traced_reader *r, struct err *e)
{
    char member[64];
    int64_t estate, row;
    snprintf(member, sizeof member, "%s/estate", at);
    bool good =
        doc_integer(d, member, &estate) && estate >= 0 && (size_t)estate < n_estates;
    snprintf(member, sizeof member, "%s/row", at);
    good = good && doc_integer(d, member, &row) && row > 0;
    snprintf(member, sizeof member, "%s/pointer", at);
    const char *pointer = doc_text(d, member);
    if (!good || !pointer || strlen(pointer) > 3 * POINTER_MAX)
        return bad(e);
    struct traced_fact f = {(size_t)estate, row, pointer, at[1] == 'q'};
    if (*pointer == '/' && r->fact) /* others lead nowhere, or to the whole body */
        r->fact(r->ctx, &f);
    return 0;
}

/* Ascending numbers from 1; the caller frees. NULL when they are not. */
static size_t *read_numbers(const struct doc *d, const char *at, size_t *n)
{
    *n = doc_length(d, at);
    if (doc_type(d, at) != DOC_ARRAY || *n > LINES_MAX)
        return NULL;
    size_t *lines = mem_new((*n + 1) * sizeof *lines);
    int64_t last = 0;
    for (size_t i = 0; i < *n; i++) {
        char element[64];
        int64_t v;
        snprintf(element, sizeof element, "%s/%zu", at, i);
        if (!doc_integer(d, element, &v) || v <= last || v > LINES_MAX) {
            free(lines);
            return NULL;
        }
        lines[i] = (size_t)(last = v);
    }
    return lines;
}

static int read_lines(const struct doc *d, const struct traced_reader *r, struct err *e)
{
    struct traced_lines l = {.name = doc_text(d, "/lines/name")};
    size_t *active = read_numbers(d, "/lines/active", &l.n_active);
    size_t *run = read_numbers(d, "/lines/run", &l.n_run);
    l.active = active;
    l.run = run;
    bool good = active && run && l.name && strlen(l.name) <= NAME_MAX_LENGTH;
    for (size_t i = 0, k = 0; good && i < l.n_run; i++) {
        while (k < l.n_active && active[k] < run[i])
            k++;
        good = k < l.n_active && active[k] == run[i];
    }
    if (good && r->lines)
        r->lines(r->ctx, &l);
    free(active);
    free(run);
    return good ? 0 : bad(e);
}

static int read_line(const char *line, size_t len, size_t n_estates,
                     const struct traced_reader *r, bool *full, struct err *e)
{
    struct doc *d = doc_parse(line, len, e);
    int rc = d ? 0 : -ERR_DATA;
    if (d && doc_type(d, "/fact") == DOC_OBJECT)
        rc = read_fact(d, "/fact", n_estates, r, e);
    else if (d && doc_type(d, "/quote") == DOC_OBJECT)
        rc = read_fact(d, "/quote", n_estates, r, e);
    else if (d && doc_type(d, "/lines") == DOC_OBJECT)
        rc = read_lines(d, r, e);
    else if (d && doc_truth(d, "/full") == 1)
        *full = true;
    else if (d)
        rc = bad(e);
    doc_free(d);
    return rc;
}

int traced_read(const struct buf *text, size_t n_estates, const struct traced_reader *r,
                bool *full, struct err *e)
{
    const char *at = buf_str(text), *end = at + text->len;
    int rc = 0;
    *full = false;
    while (at < end && !rc) {
        const char *nl = memchr(at, '\n', (size_t)(end - at));
        rc = read_line(at, (size_t)((nl ? nl : end) - at), n_estates, r, full, e);
        at = nl ? nl + 1 : end;
    }
    return rc;
}
