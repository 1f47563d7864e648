/* A configuration file: vetted like code, evaluated in the cage by holdfast-eval, and
 * answered as data. What it says is not proven yet: that is for who knows the options. */
#ifndef HF_SCAN_CONFIGURATION_H
#define HF_SCAN_CONFIGURATION_H

struct doc;
struct describing;
struct err;

struct configuration {
    char *path; /* resolved */
    char sha256[65];
    struct doc *said; /* the table is at "/config" */
};

/* Reads `file`. -ERR_NOINPUT, or -ERR_DATA in one line: who may write it, where it is
 * wrong (file:line where Lua knows), or which limit it ran into. configuration_free in
 * any case. */
int configuration_read(struct configuration *c, const char *file,
                       const struct describing *by, struct err *e);
void configuration_free(struct configuration *c);

#endif
