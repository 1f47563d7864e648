/* What is wrong with what a check says of itself: every defect of every field, for those
 * who write checks; the first one that loading minds, for checkinfo_valid. It judges what
 * was read, whatever language it was written in. */
#ifndef HF_DATA_CHECKJUDGE_H
#define HF_DATA_CHECKJUDGE_H

#include "data/checkinfo.h"
#include "data/defect.h"

#include <stdbool.h>
#include <stddef.h>

enum { TITLE_MAX = 100 }; /* bytes; longer ones are cut in tables */

struct judged {
    enum defect_rule rule;
    enum check_field field;
    size_t entry; /* of a list or of the settings, from 1; 0: the field as a whole */
    const char *message; /* "field: what was found and what is expected" */
};

struct checkjudge {
    void (*say)(void *ctx, const struct judged *j);
    void *ctx;
    bool lint;     /* also what a scan does not mind */
    unsigned skip; /* 1 << field: not judged, it was not even read */
};

void checkjudge_check(const struct check_info *c, const struct checkjudge *j);

/* Whether the text is spelt like the id of a check. */
bool checkjudge_id(const char *text);
/* Whether the text is spelt like a resource type. */
bool checkjudge_type(const char *text);
/* Whether holdfast's own catalogue has the type. If not, *near is the nearest that it
 * has, or NULL. */
bool checkjudge_type_known(const char *type, const char **near);

#endif
