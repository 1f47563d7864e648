/* Facts and identity. */
#include "base/clock.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "eval/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool unread(const hf_resource *r, const char *pointer)
{
    return r->row && catalog_is_unread(r->row, r->source, r->api_version, pointer);
}

/* Where a fact is absent, its absence may say nothing: then no verdict stands on it. */
static void absent(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    if (c->unread.len || !unread(r, pointer))
        return;
    buf_fmt(&c->unread, "%s of %s was not read: %s%s does not send it", pointer, r->id,
            r->source && !strcmp(r->source, "graph") ? "Resource Graph" : "api-version ",
            r->source && !strcmp(r->source, "graph") ? ""
            : r->api_version                         ? r->api_version
                                                     : "(unknown)");
}

/* The document when `pointer` holds something of a wanted type; else NULL, and noted. */
static const struct doc *holds(hf_ctx *c, const hf_resource *r, const char *pointer,
                               unsigned types)
{
    const struct doc *d = r && run_pointer(c, pointer) ? run_doc(c, r) : NULL;
    if (!d)
        return NULL;
    enum doc_type type = doc_type(d, pointer);
    if (type == DOC_ABSENT)
        absent(c, r, pointer);
    return types >> type & 1 ? d : NULL;
}

const char *host_text(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    const struct doc *d = holds(c, r, pointer, 1u << DOC_STRING);
    return d ? doc_text(d, pointer) : NULL;
}

int host_number(hf_ctx *c, const hf_resource *r, const char *pointer, double *out)
{
    const struct doc *d = holds(c, r, pointer, 1u << DOC_INTEGER | 1u << DOC_REAL);
    return d && doc_number(d, pointer, out) ? 1 : 0;
}

hf_truth host_truth(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    const struct doc *d = holds(c, r, pointer, 1u << DOC_TRUE | 1u << DOC_FALSE);
    return !d ? HF_ABSENT : doc_truth(d, pointer) == 1 ? HF_YES : HF_NO;
}

int host_time(hf_ctx *c, const hf_resource *r, const char *pointer, int64_t *out)
{
    const char *text = host_text(c, r, pointer);
    return text && clock_parse(text, out) ? 1 : 0;
}

int host_duration(hf_ctx *c, const hf_resource *r, const char *pointer, double *out)
{
    const char *text = host_text(c, r, pointer);
    return text && clock_duration(text, out) ? 1 : 0;
}

size_t host_length(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    const struct doc *d = holds(c, r, pointer, 1u << DOC_ARRAY | 1u << DOC_OBJECT);
    return d ? doc_length(d, pointer) : 0;
}

const char *host_member(hf_ctx *c, const hf_resource *r, const char *pointer, size_t i)
{
    const struct doc *d = holds(c, r, pointer, 1u << DOC_OBJECT);
    return d ? doc_member(d, pointer, i) : NULL;
}

hf_presence host_presence(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    const struct doc *d = r && run_pointer(c, pointer) ? run_doc(c, r) : NULL;
    if (!d)
        return HF_IS_ABSENT;
    if (doc_type(d, pointer) != DOC_ABSENT)
        return HF_IS_PRESENT;
    return unread(r, pointer) ? HF_IS_UNREAD : HF_IS_ABSENT;
}

const char *host_id(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return r ? r->id : NULL;
}

const char *host_key(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return r ? r->key : NULL;
}

const char *host_type(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return r ? r->type : NULL;
}

const char *host_name(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return r ? armid_name(r->id) : NULL;
}
