/* A list of strings that it owns. */
#ifndef HF_BASE_STRS_H
#define HF_BASE_STRS_H

#include <stdbool.h>
#include <stddef.h>

struct strs {
    char **at;
    size_t n;
};

void strs_add(struct strs *s, const char *text);
bool strs_add_new(struct strs *s,
                  const char *text); /* false when it was there, same case */
bool strs_has(const struct strs *s, const char *text);
bool strs_has_same(const struct strs *s, const char *text); /* without ASCII case */
void strs_sort(struct strs *s);                             /* by byte */
void strs_free(struct strs *s);

#endif
