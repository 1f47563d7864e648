/* Findings that say the same, together: what a person reads of an estate of any size. A
 * group is one check at one severity (or, ungraded, at one verdict); in it stand the
 * messages that came, each with the first resources that it was said of. The memory is
 * bounded by checks and messages, not by findings. */
#ifndef HF_REPORT_GROUPS_H
#define HF_REPORT_GROUPS_H

#include "data/finding.h"

#include <stddef.h>
#include <stdint.h>

struct err;

enum { GROUP_SAYINGS = 6, GROUP_ROWS = 8, GROUP_SEEN = 90 - 18 };

struct group_saying {
    char *message; /* as the check gave it; its title when it gave none */
    size_t len;
    char *seen; /* the values that the first finding went by (evidence.h); "": none */
    int64_t rows[GROUP_ROWS]; /* the first resources, in order of their keys */
    bool lowered[GROUP_ROWS]; /* less grave, since the resource holds nothing */
    size_t n_rows;
    uint64_t count;
};

struct group {
    const struct check_info *check;
    enum severity severity; /* NONE: not graded */
    enum verdict verdict;   /* of the first finding; of a graded group fail or warn */
    uint64_t count;
    struct group_saying says[GROUP_SAYINGS]; /* as they came */
    size_t n_says;
};

struct groups { /* worst first; then what was not judged, not applicable, passed */
    struct group *at;
    size_t n;
};

/* Reads the findings that the result lists. 0 or negative; groups_free in any case. */
int groups_read(struct groups *g, const struct result *r, struct err *e);
void groups_free(struct groups *g);

#endif
