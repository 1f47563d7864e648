/* How far the fixtures reach into scripts: lines that ran, over all checks of a file. */
#ifndef HF_SCAN_REACH_H
#define HF_SCAN_REACH_H

struct buf;
struct check_info;
struct code;
struct reach;
struct tested;

struct reach *reach_make(void);
void reach_free(struct reach *r);

/* Adds what a worker says that ran of one check; `trace` empty: nothing did. */
void reach_add(struct reach *r, const struct code *code, const struct check_info *check,
               const struct buf *trace);

/* Fills out->files, in order of their names. */
void reach_tell(const struct reach *r, struct tested *out);

#endif
