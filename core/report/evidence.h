/* The values that a check went by, on one line for a person: names instead of pointers,
 * ids cut to what tells them apart. */
#ifndef HF_REPORT_EVIDENCE_H
#define HF_REPORT_EVIDENCE_H

#include <stddef.h>

struct buf;
struct frame_detail;

/* Appends "softDeleteSettings/state = Off; location = uksouth", as much as fits into
 * `width` columns, "; ..." for the rest; nothing when there is no evidence (or no detail,
 * NULL). Only what may be shown on a terminal. */
void evidence_say(const struct frame_detail *d, size_t width, struct buf *out);

#endif
