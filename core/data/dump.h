/* An inventory as JSON Lines: meta, resources by key, gaps, completes, end. */
#ifndef HF_DATA_DUMP_H
#define HF_DATA_DUMP_H

struct err;
struct inventory;

/* Writes all of it. The dump of what was loaded from a dump is the same bytes. */
int dump_file(struct inventory *inv, int fd, struct err *e);

#endif
