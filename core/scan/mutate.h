/* Whether the facts that a check asks for matter: each property of its fixtures' bodies
 * is changed, one at a time, and the check runs again. A fact that is asked for, and
 * whose change no fixture notices, is one that no fixture shows to matter: the check may
 * read the wrong place. The same for what a check quotes as evidence while verdict and
 * message never depend on it. */
#ifndef HF_SCAN_MUTATE_H
#define HF_SCAN_MUTATE_H

struct buf;
struct cases;
struct err;

/* `trace` is what the worker said that the check asked for. Books the case "facts".
 * Negative on what is not the check's fault. */
int mutate_run(struct cases *c, const struct buf *trace, struct err *e);

#endif
