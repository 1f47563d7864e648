/* A resource type that a check file brings: a row for the catalogue, as the file declares
 * it and as it crosses from the caged program to holdfast, and on to the others. It is
 * hostile input wherever it is read.
 *
 * What a row can say is a GET below an id that Azure itself gave: a path of plain
 * segments behind `{parent}`, or a table of Resource Graph. Path and name must spell the
 * type, so that what it brings can never pass for a resource of another type. */
#ifndef HF_DATA_TYPEROW_H
#define HF_DATA_TYPEROW_H

#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct doc;
struct err;

enum {
    TYPEROW_FILE_MAX = 32, /* rows of one file */
    TYPEROW_NAME_MAX = 200,
    TYPEROW_PATH_MAX = 256,
    TYPEROW_LIST_MAX = 16 /* refs, filters */
};

struct typerow {
    char *type;
    char *parent;       /* NULL: subscriptions; of an extension always NULL */
    char *path, *table; /* one of the two */
    char *api_version, *action;
    struct strs refs, filters;
    bool singleton, extension;
    size_t file;  /* index of the code file that declares it, in the job or the code */
    char *from;   /* that file, for messages; NULL: not told */
    bool outside; /* and whether it is none of the installed ones */
};

struct typerows {
    struct typerow *at;
    size_t n;
};

/* Proves everything that can be seen without the other rows; the row may be any text.
 * -ERR_DATA: "types: TYPE: FIELD: what is wrong". */
int typerow_valid(const struct typerow *t, struct err *e);

/* Whether both say the same of the same type (without case, where Azure has none). */
bool typerow_same(const struct typerow *a, const struct typerow *b);

/* One object; `file`, `from` and `outside` are in it too. */
void typerow_encode(const struct typerow *t, struct buf *out);
/* The object at `pointer` into *t (zeroed before). The result is valid, or -ERR_DATA; the
 * caller frees in both cases. */
int typerow_decode(const struct doc *d, const char *pointer, struct typerow *t,
                   struct err *e);

struct typerow typerow_copy(const struct typerow *t);
void typerow_free(struct typerow *t);
void typerows_add(struct typerows *to, struct typerow *t); /* takes it: zeroed behind */
void typerows_free(struct typerows *rows);

#endif
