/* Parts of JSON text without parsing it: where a value ends, where a member stands. Only
 * for text that a strict reader takes, or takes afterwards: nothing is checked here but
 * bounds. */
#ifndef HF_DATA_SLICE_H
#define HF_DATA_SLICE_H

#include <stdbool.h>
#include <stddef.h>

/* The value that starts at text[at] (white space before it is passed): *at is set behind
 * it, *start and *len to it. False at the end, or when it does not end. */
bool slice_value(const char *text, size_t size, size_t *at, const char **start,
                 size_t *len);

/* The value of a member of the object that is the whole text. */
bool slice_member(const char *text, size_t size, const char *name, const char **start,
                  size_t *len);

/* The next element of an array: *at is 0 before the first call. False behind the last. */
bool slice_element(const char *text, size_t size, size_t *at, const char **start,
                   size_t *len);

#endif
