/* Resource types that check files bring, against each other and the built-in catalogue: a
 * file whose types contradict another's or hang under nothing, or whose checks cannot be
 * planned for (a type that nobody declares), is refused like one that does not load. */
#ifndef HF_SCAN_TYPES_H
#define HF_SCAN_TYPES_H

#include <stdbool.h>

struct code;
struct known_checks;
struct typerows;

/* Makes checks->catalog of the rows of files that are not dead. Files that do not go
 * together with those before them are booked as refused and marked dead; their rows and
 * checks do not count any more. `dead` has an entry a code file. */
void types_settle(struct code *code, const struct typerows *rows,
                  struct known_checks *checks, bool *dead);

#endif
