/* Findings on disk: frames one after the other in an unlinked file, read as often as
 * reports want, in memory of one chunk. */
#ifndef HF_SCAN_SPOOL_H
#define HF_SCAN_SPOOL_H

#include "data/finding.h"

#include <stddef.h>

struct err;
struct spool;

/* An empty spool in `folder` (NULL: /tmp) for these checks, in job order (kept by the
 * caller as long). */
struct spool *spool_make(const char *folder, const struct check_info *const *checks,
                         size_t n, struct err *e);
void spool_free(struct spool *s);

/* Appends the whole frame of one chunk. */
int spool_add(struct spool *s, const void *frame, size_t len, struct err *e);

/* Findings in the order of the frames. */
struct findings spool_findings(struct spool *s);

#endif
