/* Whether what a check needs was read. The rules of gaps and completes in one place. */
#ifndef HF_DATA_NEEDS_H
#define HF_DATA_NEEDS_H

#include <stdbool.h>

struct buf;
struct check_info;
struct err;
struct inventory;
struct inventory_gap;
struct needs;

enum needs_where { NEEDS_BELOW, NEEDS_ABOVE, NEEDS_FOLLOWED, NEEDS_SCOPE };

/* What is asked for. */
struct needs_what {
    const char *type;
    enum needs_where where;
    const struct check_info *check; /* its `only` narrows the type; NULL: nothing does */
};

/* Reads gaps and completes of the inventory once. With `assume_complete`, what is not
 * there does not exist (a gap beats it). The inventory stays the caller's and must
 * live as long. */
struct needs *needs_make(struct inventory *inv, bool assume_complete, struct err *e);
void needs_free(struct needs *n);

/* Why resources of `type` at `where`, seen from `key`, are not fully known: appends
 * one sentence ("could not read TYPE below SCOPE: 403 AuthorizationFailed; the
 * identity needs ACTION", "TYPE below SCOPE was not collected") and returns 1; 0 when
 * they are known, or cannot be below `key`; negative on failure. NEEDS_FOLLOWED is never
 * a gap. NEEDS_SCOPE
 * ignores `key`. NEEDS_ABOVE is met by the resource itself alone (or assume_complete).
 * A key "/tenants/..." stands for all there is. */
int needs_gap(struct needs *n, const char *key, const struct needs_what *what,
              struct buf *why, struct err *e);

/* Whether the type, or what of it the verdicts of the check hang on, was read in full
 * everywhere: the statement, not the presence of
 * some. For targets: false means that some may be missing from the inventory. */
bool needs_known(struct needs *n, const char *key, const struct check_info *check,
                 const char *type);

/* Where an id that is not in the inventory leads: true when its type was read there in
 * full (it is gone). `type` NULL: what the id spells. A type of Resource Graph is gone
 * only by a statement at this very id, since Resource Graph leaves out in silence what
 * the caller may not read. */
bool needs_gone(struct needs *n, const char *key, const char *type);

#endif
