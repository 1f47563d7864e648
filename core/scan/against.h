/* A check against a real estate: which facts it asks for that nothing there holds. A
 * property whose name is misspelt in the check and in its fixtures alike is found by
 * this alone. */
#ifndef HF_SCAN_AGAINST_H
#define HF_SCAN_AGAINST_H

struct cases;
struct err;

/* Runs the check over the inventory that the suite names, in the cage, and adds a note
 * for each fact that none of the resources holds of which it was asked, with the nearest
 * that one of them holds. Verdicts count for nothing. Negative on what is no check's
 * fault. */
int against_run(struct cases *c, struct err *e);

#endif
