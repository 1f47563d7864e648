#include "base/strs.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void strs_add(struct strs *s, const char *text)
{
    s->at = mem_grow(s->at, s->n + 1, sizeof *s->at);
    s->at[s->n++] = mem_text(text);
}

bool strs_has(const struct strs *s, const char *text)
{
    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->at[i], text))
            return true;
    return false;
}

bool strs_has_same(const struct strs *s, const char *text)
{
    for (size_t i = 0; i < s->n; i++)
        if (text_same(s->at[i], text))
            return true;
    return false;
}

bool strs_add_new(struct strs *s, const char *text)
{
    if (strs_has(s, text))
        return false;
    strs_add(s, text);
    return true;
}

static int by_byte(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void strs_sort(struct strs *s)
{
    if (s->n)
        qsort(s->at, s->n, sizeof *s->at, by_byte);
}

void strs_free(struct strs *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        free(s->at[i]);
    free(s->at);
    *s = (struct strs){0};
}
