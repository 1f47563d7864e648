/* What is wrong with code files of custom checks: each file is asked in a cage of its
 * own, and what only all of them together tell is added: ids that are taken, fixtures
 * that are missing. */
#ifndef HF_SCAN_INSPECT_H
#define HF_SCAN_INSPECT_H

#include "data/defect.h"

#include <stddef.h>

struct code;
struct describing;
struct err;
struct known_checks;

/* Every defect of every file of the code but those that stand beside, and their checks.
 * File `i` of a defect is file i of the code; behind them come the refused ones
 * (code->refused), which have one defect each. A file that ends the program, or hangs,
 * has a defect that says so. */
int inspect_files(const struct code *code, const struct describing *how,
                  struct inspected *out, struct err *e);

/* The same of one file of the code alone. */
int inspect_file(const struct code *code, size_t file, const struct describing *how,
                 struct inspected *out, struct err *e);

/* Ids that two of the files have, or that a check of `installed` has (its files are those
 * of `theirs`; a file that is in both does not quarrel with itself). */
void inspect_ids(const struct code *code, const struct known_checks *installed,
                 const struct code *theirs, struct inspected *out);

/* What the files without an error say of their checks (describe.h). */
struct inspect_described {
    const struct code *code;
    const struct known_checks *known;
    const char *folder; /* for temporary files: $TMPDIR */
};

/* Which verdicts the fixtures in fixtures/ID beside the file do not show, and fixtures
 * that a test could not use: they are read as it does, those of a check that is not
 * described line by line only. A fixture shows what it expects, or says that the check
 * can never give; one that expects nothing yet, what its name starts with. */
void inspect_fixtures(const struct code *code, const struct inspect_described *by,
                      struct inspected *out);

#endif
