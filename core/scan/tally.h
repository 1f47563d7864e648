/* Counts, gates and what is missing: from findings to a summary and an exit code. */
#ifndef HF_SCAN_TALLY_H
#define HF_SCAN_TALLY_H

#include "data/finding.h"

struct code;
struct err;
struct inventory;
struct needs;
struct plan;

/* Fills result->summary from its findings and gaps (tally_gaps comes first), and counts
 * vaults by Azure's own security level. */
int tally_findings(struct result *r, struct err *e);

/* Fills result->gaps: those of the inventory that concern the plan's types, and
 * "NotCollected" for target types of the checks that were not read in full and have none.
 */
int tally_gaps(struct result *r, const struct plan *plan, struct needs *needs,
               struct err *e);

/* Fills result->code: files from outside that were taken and not refused later. `code`
 * outlives the result. */
void tally_code(struct result *r, const struct code *code);

/* Sets result->complete, and returns the bits of the exit code. `fail_on` SEVERITY_NONE:
 * never. */
int tally_exit(struct result *r, enum severity fail_on, bool allow_incomplete);

void tally_free(struct result *r); /* what is owned in it; checks and inventory are not */

/* "sha256:" and 64 hex digits of check id and resource key: stable over runs and
 * versions. */
void tally_fingerprint(const char *check, const char *key, char out[72]);

#endif
