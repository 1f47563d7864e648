/* What the code files say of their checks: asked in the cage, each outside C file in a
 * process of its own. A file that crashes, hangs or is refused while it is loaded is
 * booked and left out; so is one whose types do not go together with the others'
 * (types.h). */
#ifndef HF_SCAN_DESCRIBE_H
#define HF_SCAN_DESCRIBE_H

#include "data/checkinfo.h"

#include <stddef.h>

struct catalog;
struct code;
struct err;

struct known_checks {
    struct check_info *at; /* in order of id; `file` is the index in the code */
    size_t n;
    struct catalog *catalog; /* with the types that the files bring */
};

int describe_checks(struct code *code, const char *program, int timeout_ms,
                    struct known_checks *out, struct err *e);
void describe_free(struct known_checks *k);

#endif
