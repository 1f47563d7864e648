/* Whether backups would survive an intruder: what a scan can say of it, in numbers. Which
 * checks tell is fixed here, so that no selection, no refused plugin and no check of a
 * stranger turns "not asked" into "all is well". Counted by scan/survey.c, put into words
 * by report/headline.c. */
#ifndef HF_DATA_SURVIVAL_H
#define HF_DATA_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check_info;

/* Checks without whose verdict no vault is said to keep its backups. */
enum { SURVIVAL_NEEDS = 5, SURVIVAL_ALL = (1 << SURVIVAL_NEEDS) - 1 };

struct survival {
    bool told;        /* false: a report of an earlier version, which does not say */
    uint64_t checks;  /* that ran */
    unsigned lacking; /* bit i: survival_need(i) did not run */
    uint64_t vaults;  /* that are known to be there */
    uint64_t lost;    /* of these: would lose backups, whatever else is not known */
    uint64_t unknown; /* of these: not lost, and not judged by all that is needed */
    bool unlisted;    /* there may be vaults that could not be listed */
};

/* The id of need i, in order of ids; NULL behind the last. */
const char *survival_need(size_t i);
/* Bit 1 << i for need i, 0 for any other id. */
unsigned survival_bit(const char *id);

/* Whether verdicts of the check say that backups are lost: it is a need, or its
 * protection keeps backups from being destroyed and its own severity is high at least. */
bool survival_feeds(const struct check_info *c);

/* Whether `lost` is all that there is to know: nothing was left out, no vault unknown. */
bool survival_certain(const struct survival *s);

#endif
