#include "data/doc.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc_int.h"
#include "data/slice.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* --- reading --- */

/* Depth of the text's brackets, before the parser's own recursion meets them. */
static int check_depth(const char *text, size_t len, size_t most, struct err *e)
{
    size_t depth = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '"') {
            i = text_json_end(text, len, i);
        } else if (c == '[' || c == '{') {
            if (++depth > most)
                return err_set(e, ERR_DATA, "more than %zu levels deep at byte %zu", most,
                               i + 1);
        } else if ((c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return 0;
}

/* The parser passes over a NUL behind a number. */
static int check_nul(const char *text, size_t len, struct err *e)
{
    const char *nul = len ? memchr(text, '\0', len) : NULL;
    return nul ? err_set(e, ERR_DATA, "no usable JSON: a NUL at byte %zu",
                         (size_t)(nul - text) + 1)
               : 0;
}

static void refuse(const json_error_t *why, struct err *e)
{
    if (why->line > 1)
        err_set(e, ERR_DATA, "no usable JSON: %s at line %d, byte %d", why->text,
                why->line, why->position);
    else
        err_set(e, ERR_DATA, "no usable JSON: %s at byte %d", why->text, why->position);
}

void doc_seed(void)
{
    size_t seed = 0;
    while (!seed) /* 0 would make jansson open a file */
        if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
            seed = (size_t)(uintptr_t)&seed; /* without: better than a constant */
    json_object_seed(seed);
}

static void wiping_free(void *memory)
{
    if (memory)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

void doc_wipe_freed(void) { json_set_alloc_funcs(malloc, wiping_free); }

struct doc *doc_make(json_t *root, size_t bytes)
{
    struct doc *d = mem_new(sizeof *d + sizeof *d->hints);
    d->root = root;
    d->bytes = bytes + sizeof *d + sizeof *d->hints;
    d->hints = (struct hints *)(d + 1);
    return d;
}

static struct doc *parse(const char *text, size_t len, size_t bytes, size_t levels,
                         struct err *e)
{
    json_error_t why;
    if (len > bytes) {
        err_set(e, ERR_DATA, "more than %zu bytes of JSON", bytes);
        return NULL;
    }
    if (check_depth(text, len, levels, e) || check_nul(text, len, e))
        return NULL;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    if (!root) {
        refuse(&why, e);
        return NULL;
    }
    return doc_make(root, 5 * len); /* of a tree with short names and values */
}

struct doc *doc_parse(const char *text, size_t len, struct err *e)
{
    return parse(text, len, DOC_BYTES, DOC_DEPTH, e);
}

struct doc *doc_parse_line(const char *text, size_t len, struct err *e)
{
    return parse(text, len, DOC_LINE_BYTES, DOC_DEPTH + 1, e);
}

void doc_free(struct doc *d)
{
    if (!d)
        return;
    if (d->blocks)
        doc_free_blocks(d->blocks);
    else
        json_decref(d->root);
    free(d);
}

size_t doc_bytes(const struct doc *d) { return d ? d->bytes : 0; }

/* --- pointers --- */

/* The text of a segment: `~1` is a slash, `~0` a tilde; any other `~` is an error. */
static bool unescape(const char *from, size_t len, char *to)
{
    if (!memchr(from, '~', len)) {
        memcpy(to, from, len);
        to[len] = '\0';
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        char c = from[i];
        if (c == '~') {
            char next = i + 1 < len ? from[i + 1] : '\0';
            if (next != '0' && next != '1')
                return false;
            c = next == '0' ? '~' : '/';
            i++;
        }
        *to++ = c;
    }
    *to = '\0';
    return true;
}

static bool index_of(const char *name, size_t *out)
{
    uint64_t v;
    if ((name[0] == '0' && name[1]) || !text_number(name, SIZE_MAX, &v))
        return false;
    *out = (size_t)v;
    return true;
}

static const json_t *member(const struct doc *d, const json_t *at, const char *name)
{
    const char *mark = d->lent ? doc_lent_mark(d, name, strlen(name)) : name;
    return mark ? json_object_get(at, mark) : NULL;
}

const json_t *doc_step(const struct doc *d, const json_t *at, const char *segment,
                       size_t len)
{
    char some[256];
    char *name = len < sizeof some ? some : mem_new(len + 1);
    const json_t *next = NULL;
    size_t i;
    if (unescape(segment, len, name)) {
        if (json_is_object(at))
            next = member(d, at, name);
        else if (json_is_array(at) && index_of(name, &i))
            next = json_array_get(at, i);
    }
    if (name != some)
        free(name);
    return next;
}

size_t doc_segment(const char *pointer)
{
    const char *slash = strchr(pointer, '/');
    return slash ? (size_t)(slash - pointer) : strlen(pointer);
}

/* Most pointers begin alike. */
static const json_t *first_step(const struct doc *d, const char *name, size_t len)
{
    struct hints *h = d->hints;
    if (h->first && h->first_len == len && !memcmp(h->first_name, name, len))
        return h->first;
    const json_t *v = doc_step(d, d->root, name, len);
    if (v && len <= sizeof h->first_name) {
        h->first = v;
        h->first_len = len;
        memcpy(h->first_name, name, len);
    }
    return v;
}

static const json_t *resolve(const struct doc *d, const char *pointer)
{
    const json_t *at = d->root;
    while (at && *pointer) {
        if (*pointer++ != '/')
            return NULL;
        size_t len = doc_segment(pointer);
        at = at == d->root ? first_step(d, pointer, len) : doc_step(d, at, pointer, len);
        pointer += len;
    }
    return at;
}

/* A fact is asked for its type, then for its value, then as evidence. */
const json_t *doc_value(const struct doc *d, const char *pointer)
{
    if (!d || !pointer)
        return NULL;
    struct hints *h = d->hints;
    size_t len = strlen(pointer);
    if (h->last && h->last_len == len && !memcmp(h->last_pointer, pointer, len))
        return h->last;
    const json_t *v = resolve(d, pointer);
    if (v && len <= sizeof h->last_pointer) {
        h->last = v;
        h->last_len = len;
        memcpy(h->last_pointer, pointer, len);
    }
    return v;
}

/* --- asking --- */

static enum doc_type type_of(const json_t *v)
{
    if (!v)
        return DOC_ABSENT;
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        return DOC_OBJECT;
    case JSON_ARRAY:
        return DOC_ARRAY;
    case JSON_STRING:
        return DOC_STRING;
    case JSON_INTEGER:
        return DOC_INTEGER;
    case JSON_REAL:
        return DOC_REAL;
    case JSON_TRUE:
        return DOC_TRUE;
    case JSON_FALSE:
        return DOC_FALSE;
    case JSON_NULL:
        break;
    }
    return DOC_ABSENT;
}

enum doc_type doc_type(const struct doc *d, const char *pointer)
{
    return type_of(doc_value(d, pointer));
}

const char *doc_text(const struct doc *d, const char *pointer)
{
    const json_t *v = doc_value(d, pointer);
    return v ? doc_lent(d, json_string_value(v)) : NULL;
}

bool doc_number(const struct doc *d, const char *pointer, double *out)
{
    const json_t *v = doc_value(d, pointer);
    if (!json_is_number(v))
        return false;
    *out = json_number_value(v);
    return true;
}

bool doc_integer(const struct doc *d, const char *pointer, int64_t *out)
{
    const json_t *v = doc_value(d, pointer);
    if (!json_is_integer(v))
        return false;
    *out = json_integer_value(v);
    return true;
}

int doc_truth(const struct doc *d, const char *pointer)
{
    const json_t *v = doc_value(d, pointer);
    return json_is_true(v) ? 1 : json_is_false(v) ? 0 : -1;
}

size_t doc_length(const struct doc *d, const char *pointer)
{
    const json_t *v = doc_value(d, pointer);
    return json_is_array(v) ? json_array_size(v) : json_object_size(v);
}

const char *doc_member(const struct doc *d, const char *pointer, size_t i)
{
    const json_t *v = doc_value(d, pointer);
    if (!json_is_object(v))
        return NULL;
    /* Iterating takes an object that could change, yet changes nothing. */
    json_t *object = (json_t *)(uintptr_t)v;
    struct hints *w = d->hints;
    if (w->object != v || !w->at || w->i > i)
        w->object = v, w->at = json_object_iter(object), w->i = 0;
    for (; w->at && w->i < i; w->i++)
        w->at = json_object_iter_next(object, w->at);
    return w->at ? doc_lent_name(d, json_object_iter_key(w->at)) : NULL;
}

static char *pick_parsed(const char *text, size_t len, const char *pointer)
{
    struct doc *d = doc_parse(text, len, NULL);
    char *copy = mem_text(d ? doc_text(d, pointer) : NULL);
    doc_free(d);
    return copy;
}

char *doc_pick(const char *text, size_t len, const char *pointer)
{
    char name[64];
    if (len && memchr(text, '\\', len))
        return pick_parsed(text, len, pointer);
    for (const char *at = pointer; *at == '/';) {
        size_t n = strcspn(++at, "/");
        if (n >= sizeof name)
            return pick_parsed(text, len, pointer);
        memcpy(name, at, n);
        name[n] = '\0';
        if (!slice_member(text, len, name, &text, &len))
            return NULL;
        at += n;
    }
    return len >= 2 && *text == '"' ? mem_textn(text + 1, len - 2) : NULL;
}
