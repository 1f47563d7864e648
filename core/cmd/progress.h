/* How far a collection is: a bar on a terminal, a line when somebody asks for it. The bar
 * is one line of ASCII, as wide as the terminal allows, drawn at most ten times a second
 * and erased before anything else is said. */
#ifndef HF_CMD_PROGRESS_H
#define HF_CMD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct log;

struct progress_counts {
    int64_t requests, done, planned, items, throttled;
    int64_t types, of_types; /* begun, in the plan */
    char type[160];          /* the last one that was answered, as it came; "" : none */
};

struct progress {
    const struct log *log;
    bool bar, color, shown;
    int64_t began, drawn; /* steady ms */
    struct progress_counts counts;
};

/* `wanted`: whether a bar may be drawn; it is when stderr is a terminal that can do it.
 * The log must outlive it. */
struct progress progress_begin(const struct log *log, bool wanted);
void progress_draw(struct progress *p);  /* if it is time */
void progress_erase(struct progress *p); /* before other lines, and at the end */

/* Says where things are, whatever the level of the log is. */
void progress_status(struct progress *p);

/* The text of the bar, at most `width` columns, without movements of the cursor. */
void progress_text(const struct progress_counts *c, int64_t elapsed_ms, size_t width,
                   bool color, struct buf *out);

#endif
