/* An inventory that is made: beside its name first, under it when it is whole, so that a
 * failure leaves what stood there. */
#ifndef HF_CMD_OUTFILE_H
#define HF_CMD_OUTFILE_H

struct err;

/* The path of an empty file (0600) beside `path`, which is no file yet or a regular one.
 * The caller frees it; NULL: -ERR_CREATE in `e`. */
char *outfile_begin(const char *path, struct err *e);

/* Gives it its name if `rc` is 0, else removes it and what SQLite left beside it. Frees
 * `temp` (NULL: nothing to do). Returns rc, or -ERR_CREATE. */
int outfile_end(char *temp, const char *path, int rc, struct err *e);

/* Removes an inventory with what SQLite keeps beside it. */
void outfile_remove(const char *path);

#endif
