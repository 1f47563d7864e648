/* Rows of check files for tests. */
#ifndef HF_TESTS_TYPEROW_RIG_H
#define HF_TESTS_TYPEROW_RIG_H

#include "data/typerow.h"

#define HSM "Microsoft.KeyVault/managedHSMs"
#define KEYS HSM "/keys"

/* "field=value …" over a good row of that type; ^ stands for a space in a value. */
struct typerow rig_row(const char *type, const char *fields);

#endif
