/* The defects of custom checks, for people, programs and editors. */
#ifndef HF_REPORT_VALIDATION_H
#define HF_REPORT_VALIDATION_H

#include "data/defect.h"

#include <stdbool.h>
#include <stddef.h>

struct report_out;

struct validation {
    const struct defects *defects; /* sorted */
    const char *const *paths;      /* of the files, as they are shown */
    size_t files;                  /* that were looked at */
    bool strict;                   /* a warning is an error */
    const char *version;           /* of holdfast */
};

/* Errors and warnings, as `strict` has them. */
size_t validation_count(const struct validation *v, enum defect_level level);

/* FILE:LINE:COLUMN: error: MESSAGE, a line each; no line, or no column, where there is
 * none. */
void validation_text(const struct validation *v, struct report_out *o);
/* {"files", "errors", "warnings", "defects": [{"file", "line", …}]}. */
void validation_json(const struct validation *v, struct report_out *o);
/* SARIF 2.1.0; files that were named by a relative path stay relative. */
void validation_sarif(const struct validation *v, struct report_out *o);

#endif
