/* The judge of checks, for the files checkjudge*.c alone. */
#ifndef HF_DATA_CHECKJUDGE_INT_H
#define HF_DATA_CHECKJUDGE_INT_H

#include "data/checkjudge.h"

struct place {
    enum check_field field;
    size_t entry; /* from 1; 0: the field as a whole */
};

/* Says "field: ...", unless the field was not read or loading does not mind the rule. */
__attribute__((format(printf, 4, 5))) void judge_say(const struct checkjudge *j,
                                                     enum defect_rule rule,
                                                     struct place at, const char *fmt,
                                                     ...);
/* Says it where holdfast's own catalogue lacks the type. */
void judge_unknown_type(const struct checkjudge *j, struct place at, const char *type);

void judge_needs(const struct check_info *c, const struct checkjudge *j);
void judge_only(const struct check_info *c, const struct checkjudge *j);

#endif
