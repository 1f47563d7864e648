#include "data/slice.h"

#include "base/text.h"

#include <string.h>

static size_t space(const char *text, size_t size, size_t at)
{
    while (at < size &&
           (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
        at++;
    return at;
}

/* Behind the closing quote of the string that begins at `at`; `size` when it has none. */
static size_t string_end(const char *text, size_t size, size_t at)
{
    size_t end = text_json_end(text, size, at);
    return end < size ? end + 1 : size;
}

bool slice_value(const char *text, size_t size, size_t *at, const char **start,
                 size_t *len)
{
    size_t from = space(text, size, *at), i = from, depth = 0;
    while (i < size) {
        char c = text[i];
        if (c == '"') {
            i = string_end(text, size, i);
        } else if (c == '{' || c == '[') {
            depth++;
            i++;
        } else if (c == '}' || c == ']') {
            if (!depth)
                break; /* of what the value stands in */
            depth--;
            i++;
        } else if (!depth && (c == ',' || c == ':')) {
            break;
        } else {
            i++;
        }
        if (!depth && (c == '"' || c == '}' || c == ']'))
            break;
    }
    if (i == from || depth)
        return false;
    *start = text + from;
    *len = i - from;
    *at = i;
    return true;
}

bool slice_member(const char *text, size_t size, const char *name, const char **start,
                  size_t *len)
{
    size_t at = space(text, size, 0), n = strlen(name);
    const char *key;
    size_t key_len;
    if (at >= size || text[at] != '{')
        return false;
    at++;
    while (slice_value(text, size, &at, &key, &key_len)) {
        at = space(text, size, at);
        if (at >= size || text[at] != ':')
            return false;
        at++;
        if (!slice_value(text, size, &at, start, len))
            return false;
        if (key_len == n + 2 && !memcmp(key + 1, name, n))
            return true;
        at = space(text, size, at);
        if (at >= size || text[at] != ',')
            return false;
        at++;
    }
    return false;
}

/* --- arrays in pieces --- */

struct slice_array slice_array_make(size_t max, unsigned long line)
{
    return (struct slice_array){
        .element = buf_make(max), .line = line, .at_line = line, .place = SLICE_OPEN};
}

/* One byte inside an element; true when it ends the element. */
static bool ends(struct slice_array *a, char c)
{
    if (a->string) {
        a->string = a->escape || c != '"';
        a->escape = !a->escape && c == '\\';
        return false;
    }
    if (!a->depth && (c == ',' || c == ']'))
        return true;
    a->string = c == '"';
    a->depth += c == '{' || c == '[';
    a->depth -= a->depth && (c == '}' || c == ']');
    return false;
}

/* Reads within an element from *at: true when it is whole. */
static bool within(struct slice_array *a, const char *text, size_t len, size_t *at)
{
    size_t from = *at, i = from;
    bool whole = false;
    for (; i < len && !(whole = ends(a, text[i])); i++)
        a->at_line += text[i] == '\n';
    buf_add(&a->element, text + from, i - from);
    *at = i;
    return whole;
}

int slice_array_feed(struct slice_array *a, const char *text, size_t len, size_t *at)
{
    if (a->given)
        buf_clear(&a->element);
    a->given = false;
    while (*at < len) {
        char c = text[*at];
        bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (a->place == SLICE_WITHIN) {
            if (!within(a, text, len, at))
                return 0;
            a->closed = text[(*at)++] == ']';
            a->place = a->closed ? SLICE_CLOSED : SLICE_NEXT;
            a->given = true;
            return 1;
        }
        if (!space && a->place == SLICE_OPEN && c == '[') {
            a->place = SLICE_FIRST;
        } else if (!space && a->place == SLICE_FIRST && c == ']') {
            a->place = SLICE_CLOSED;
            a->closed = true;
        } else if (!space) {
            if (a->place == SLICE_OPEN || a->place == SLICE_CLOSED || c == ',' ||
                c == ']')
                return -1;
            a->place = SLICE_WITHIN;
            a->line = a->at_line;
            continue;
        }
        a->at_line += c == '\n';
        ++*at;
    }
    return 0;
}

void slice_array_free(struct slice_array *a) { buf_free(&a->element); }
