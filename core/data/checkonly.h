/* What of its targets and needs a check's verdicts hang on (`only`): reading and writing
 * it, and which filters of a list it takes. */
#ifndef HF_DATA_CHECKONLY_H
#define HF_DATA_CHECKONLY_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct catalog_row;
struct check_info;
struct check_only;
struct doc;
struct err;

#define CHECKONLY_ALL UINT64_MAX
enum { CHECKONLY_WORD_MAX = 64 };

/* The member "only" of the check's line; nothing when there is none. */
void checkonly_encode(const struct check_info *c, struct buf *out);
/* Back from the object at `base` into *c; -ERR_DATA names what is wrong. */
int checkonly_decode(const struct doc *d, const char *base, struct check_info *c,
                     struct err *e);
void checkonly_free(struct check_info *c);
/* A copy of them, the caller's (checkonly_free). */
void checkonly_copy(struct check_info *to, const struct check_info *from);

/* The check's entry for a type, or NULL. */
const struct check_only *checkonly_find(const struct check_info *c,
                                        const struct catalog_row *row);

/* The filters of the row's list (bits by their place) that the check's verdicts may hang
 * on: CHECKONLY_ALL where it names no kinds, or the row has no filters. */
uint64_t checkonly_filters(const struct check_info *c, const struct catalog_row *row);
/* Whether the check judges targets of some kinds of the type alone. */
bool checkonly_some(const struct check_info *c, const struct catalog_row *row);
/* Whether a target of that body is among them; what does not tell its kind is. */
bool checkonly_judges(const struct check_info *c, const struct catalog_row *row,
                      const struct doc *d);

/* Those that list one kind: 0 when none does. */
uint64_t checkonly_kind(const struct catalog_row *row, const char *kind);

#endif
