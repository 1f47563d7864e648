/* Defects of custom checks: what was found where, and what was expected. They are made in
 * the caged program and cross to holdfast as JSON lines; a line is hostile input, and
 * decoding proves every member. How bad a defect is follows from its rule, so that no
 * file can talk down its own. */
#ifndef HF_DATA_DEFECT_H
#define HF_DATA_DEFECT_H

#include <stdbool.h>
#include <stddef.h>

enum { SEEN_MAX = 65536 /* checks of all files */ };

struct buf;
struct doc;
struct err;
struct typerows;

enum {
    DEFECTS_MAX = 1000, /* of one file; the last one says that there were more */
    DEFECT_MESSAGE_MAX = 400,
    DEFECT_FIELD_MAX = 64,
    DEFECT_LINE_MAX = 20000000
};

/* In the order in which defects of one place are shown. */
enum defect_rule {
    DEFECT_SYNTAX,
    DEFECT_NOT_TEXT,
    DEFECT_NOT_LOADED, /* raised, ran into a limit, crashed or hung */
    DEFECT_NOT_VETTED,
    DEFECT_NOT_A_CHECK,
    DEFECT_ELF,
    DEFECT_DESCRIPTOR,
    DEFECT_UNKNOWN_FIELD,
    DEFECT_MISSING_FIELD,
    DEFECT_WRONG_TYPE,
    DEFECT_BAD_ID,
    DEFECT_DUPLICATE_ID,
    DEFECT_BAD_SEVERITY,
    DEFECT_BAD_TEXT,
    DEFECT_BAD_LIST,
    DEFECT_BAD_TYPE,
    DEFECT_BAD_WHERE,
    DEFECT_BAD_ONLY,
    DEFECT_BAD_SETTING,
    DEFECT_BAD_REFERENCE,
    DEFECT_UNKNOWN_TYPE, /* from here on: only validation minds */
    DEFECT_BAD_CONTROL,
    DEFECT_BAD_ADDRESS,
    DEFECT_CONTROL_CHARACTER,
    DEFECT_BAD_POINTER,
    DEFECT_UNKNOWN_NAME,
    DEFECT_BAD_FORMAT,
    DEFECT_LOST_VERDICT,
    DEFECT_UNDECLARED_TYPE,
    DEFECT_UNDECLARED_SETTING,
    DEFECT_BAD_FIXTURE,
    DEFECT_REPEATED, /* from here on: warnings */
    DEFECT_TITLE_STYLE,
    DEFECT_PLACEHOLDER,
    DEFECT_UNUSED_SETTING,
    DEFECT_GLOBAL_WRITE,
    DEFECT_NOT_RETURNED,
    DEFECT_DEPRECATED,
    DEFECT_NO_FIXTURES,
    DEFECT_NOT_JUDGED,
    DEFECT_RULES
};

enum defect_level { DEFECT_WARNING, DEFECT_ERROR };

const char *defect_name(enum defect_rule r);  /* "unknown-field" */
const char *defect_about(enum defect_rule r); /* one sentence, without full stop */
enum defect_level defect_level(enum defect_rule r);
bool defect_refuses(enum defect_rule r); /* loading for a scan minds it as well */

struct defect {
    size_t file; /* index of the code file */
    enum defect_rule rule;
    unsigned line, column; /* from 1; 0: not known */
    unsigned order;        /* of a plugin: the check's place, from 1; else 0 */
    char *check, *field;   /* or NULL */
    char *message;
};

/* A list that owns its strings. */
struct defects {
    struct defect *at;
    size_t n;
};

/* A check that was met, good or bad; ids that are none are left out. */
struct seen {
    size_t file;
    char *id;
    unsigned line, column, order;
};

/* All that is known of some files. */
struct inspected {
    struct defects defects;
    struct seen *seen;
    size_t n_seen;
};

void inspected_see(struct inspected *i, const struct seen *from); /* copies */
void inspected_free(struct inspected *i);
/* A line each, {"defect":{…}} and {"seen":{…}}, as those of file `file`. */
void inspected_encode(const struct inspected *i, size_t file, struct buf *out);
/* One such line, proven, its file below `files`. -ERR_DATA names what is wrong. */
int inspected_decode(const struct doc *d, size_t files, struct inspected *out,
                     struct err *e);

/* Adds a copy: texts are made fit to be shown and cut at their limits. Behind
 * DEFECTS_MAX of one file one last remark is added, and then nothing. */
void defects_add(struct defects *d, const struct defect *from);
/* By file, line, column, order, rule, message; what was not judged comes last. Nothing
 * random is left. */
void defects_sort(struct defects *d);
size_t defects_count(const struct defects *d, enum defect_level level);
/* Takes back what was said of unknown types that the file itself brings. */
void defects_drop_types(struct defects *d, const struct typerows *own);
void defects_free(struct defects *d);

#endif
