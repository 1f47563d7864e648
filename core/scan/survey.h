/* The vaults of a result: which of them would lose backups, which could not be judged.
 * What that means is in data/survival.h. */
#ifndef HF_SCAN_SURVEY_H
#define HF_SCAN_SURVEY_H

struct err;
struct finding;
struct result;
struct survey;

/* A survey of the result, whose gaps are told (tally_gaps comes first): each finding in
 * turn, in its order, then the end, which fills result->summary.survival and frees.
 * Memory: one key a vault. */
struct survey *survey_make(struct result *r);
/* 0; or negative: the inventory cannot be read. */
int survey_weigh(struct survey *s, const struct finding *f, struct err *e);
void survey_end(struct survey *s);

#endif
