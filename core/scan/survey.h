/* The vaults of a result: which of them would lose backups, which could not be judged.
 * What that means is in data/survival.h. */
#ifndef HF_SCAN_SURVEY_H
#define HF_SCAN_SURVEY_H

struct err;
struct result;

/* Fills result->summary.survival from its findings, checks and gaps (tally_gaps comes
 * first). Memory: one key a vault. 0 or negative: the inventory or the findings cannot be
 * read. */
int survey_vaults(struct result *r, struct err *e);

#endif
