/* Which of the known checks a scan runs. */
#ifndef HF_SCAN_SELECT_H
#define HF_SCAN_SELECT_H

#include "base/strs.h"

#include <stddef.h>

struct check_info;
struct err;
struct known_checks;

struct selection {
    struct strs checks, skips; /* globs on ids */
    struct strs protections;   /* exact, without case */
    struct strs controls;      /* globs on controls, without case */
};

/* Pointers into `known` of what is selected, in order of id; the caller frees the array.
 * A pattern that matches nothing is -ERR_USAGE, with the nearest id as a hint. */
int select_checks(const struct known_checks *known, const struct selection *s,
                  const struct check_info ***out, size_t *n, struct err *e);

/* The nearest of `ids` to a mistyped one, or NULL when none is near. */
const char *select_nearest(const char *id, const char *const *ids, size_t n);

void selection_free(struct selection *s);

#endif
