/* What a check said of one resource, as text that can be compared. */
#ifndef HF_SCAN_OUTCOME_H
#define HF_SCAN_OUTCOME_H

#include "data/checkinfo.h"
#include "data/frame.h"

#include <stdbool.h>
#include <stdint.h>

struct doc;

struct outcome {
    int64_t row;
    char *id, *key;
    enum verdict verdict;
    enum severity severity; /* of fail and warn */
    char *message;          /* never NULL */
    char *evidence; /* [{"resource":…,"pointer":…,"value":…,"default":true},…] */
    char *detail;   /* {"key":"text",…}, keys sorted */
};

/* Fills verdict and texts; `d` NULL: nothing was said besides. */
void outcome_set(struct outcome *o, enum verdict v, enum severity s,
                 const struct frame_detail *d);
void outcome_copy(struct outcome *to, const struct outcome *from);
void outcome_free(struct outcome *o);

/* Whether verdict, severity, message and detail are the same; with `evidence`, this too.
 */
bool outcome_same(const struct outcome *a, const struct outcome *b, bool evidence);

/* The same texts from JSON that a person wrote: an array of evidence (without "resource"
 * it is of `id`), an object of details. NULL when they are not of that form. The caller
 * frees. */
char *outcome_evidence(const struct doc *d, const char *pointer, const char *id);
char *outcome_detail(const struct doc *d, const char *pointer);

#endif
