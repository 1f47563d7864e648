#include "data/slice.h"

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
    for (at++; at < size; at++) {
        if (text[at] == '\\')
            at++;
        else if (text[at] == '"')
            return at + 1;
    }
    return size;
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

bool slice_element(const char *text, size_t size, size_t *at, const char **start,
                   size_t *len)
{
    size_t i = space(text, size, *at);
    char before = *at ? ',' : '[';
    if (i >= size || text[i] != before)
        return false;
    i++;
    if (!slice_value(text, size, &i, start, len))
        return false;
    *at = i;
    return true;
}
