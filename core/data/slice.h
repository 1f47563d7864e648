/* Parts of JSON text without parsing it: where a value ends, where a member stands. Only
 * for text that a strict reader takes, or takes afterwards: nothing is checked here but
 * bounds. */
#ifndef HF_DATA_SLICE_H
#define HF_DATA_SLICE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* The value that starts at text[at] (white space before it is passed): *at is set behind
 * it, *start and *len to it. False at the end, or when it does not end. */
bool slice_value(const char *text, size_t size, size_t *at, const char **start,
                 size_t *len);

/* The value of a member of the object that is the whole text. */
bool slice_member(const char *text, size_t size, const char *name, const char **start,
                  size_t *len);

/* An array that comes piece by piece, of whatever length: its elements one after another.
 * Its own brackets and commas are checked; what stands between them is not. */
struct slice_array {
    struct buf element;          /* the last one that is whole, or the part so far */
    unsigned long line, at_line; /* where the element begins; where the reading stands */
    size_t depth;
    enum { SLICE_OPEN, SLICE_FIRST, SLICE_NEXT, SLICE_WITHIN, SLICE_CLOSED } place;
    bool string, escape, given;
    bool closed; /* its last bracket was seen */
};

/* Elements of at most `max` bytes (else element.full is set); `line` is the number of the
 * first. */
struct slice_array slice_array_make(size_t max, unsigned long line);

/* Reads text[*at…]: 1 when an element is whole (*at stands behind it; call again), 0 when
 * all of the text is read, -1 at a byte that cannot stand there. */
int slice_array_feed(struct slice_array *a, const char *text, size_t len, size_t *at);
void slice_array_free(struct slice_array *a);

#endif
