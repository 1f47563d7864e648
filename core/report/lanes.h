/* The findings of a report for programs, in order, rendered by several threads side by
 * side where they can be read in parts (data/finding.h): one thread takes one part after
 * the other, and what it rendered waits for its turn. The bytes are the same for any
 * number of threads. */
#ifndef HF_REPORT_LANES_H
#define HF_REPORT_LANES_H

struct err;
struct report_out;
struct result;

struct lane_form { /* of one finding */
    const char *open, *close, *between;
};

/* Writes what the result lists, with result->jobs threads, LANES_MAX at most; holds up to
 * LANE_TEXT bytes of each that waits. 0; or negative: the first failure, and how far the
 * text went is not said. */
enum { LANES_MAX = 4, LANE_TEXT = 1 << 20 };
int lanes_write(struct report_out *o, const struct result *r,
                const struct lane_form *form, struct err *e);

#endif
