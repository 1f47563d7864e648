/* What the code files say of their checks: asked in the cage, each outside C file in a
 * process of its own. A file that crashes, hangs or is refused while it is loaded is
 * booked and left out; so is one whose types do not go together with the others'
 * (types.h). */
#ifndef HF_SCAN_DESCRIBE_H
#define HF_SCAN_DESCRIBE_H

#include "cage/parts.h"
#include "data/checkinfo.h"
#include "scan/question.h"

#include <stddef.h>

struct catalog;
struct code;
struct err;

struct known_checks {
    struct check_info *at; /* in order of id; `file` is the index in the code */
    size_t n;
    struct catalog *catalog; /* with the types that the files bring */
    struct parts cage;       /* what stood around all who were asked */
};

/* Fills *out; refusals are booked in the code. -ERR_CONFIG when the cage cannot be
 * entered or the installed files do not answer. */
int describe_checks(struct code *code, const struct describing *how,
                    struct known_checks *out, struct err *e);

/* Enters the cage with nothing in it, and says of what it is made. -ERR_CONFIG: why not.
 */
int describe_cage(const struct describing *how, struct parts *cage, struct err *e);
void describe_free(struct known_checks *k);

#endif
