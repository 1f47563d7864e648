/* A small estate with findings made by hand, for the tests of reports. */
#ifndef HF_TESTS_REPORT_ESTATE_H
#define HF_TESTS_REPORT_ESTATE_H

#include "base/buf.h"
#include "data/finding.h"
#include "report/report.h"

#include <stddef.h>
#include <stdint.h>

#define ESTATE_GROUP "/subscriptions/5ab/resourceGroups/rg-1"
#define ESTATE_VAULT ESTATE_GROUP "/providers/Microsoft.RecoveryServices/vaults/Alpha"
#define ESTATE_ITEM                                                                      \
    ESTATE_VAULT "/backupFabrics/Azure/protectionContainers/c/protectedItems/i"
#define ESTATE_OTHER ESTATE_GROUP "/providers/Microsoft.DataProtection/backupVaults/Beta"

enum { ESTATE_FINDINGS = 32 };

struct estate {
    char folder[64], path[96], out[96];
    struct check_info check[3]; /* a-check, b-check, c-check */
    const struct check_info *checks[3];
    struct finding at[ESTATE_FINDINGS];
    size_t n;
    struct result result;
    int64_t vault, item, other; /* rows */
};

/* For cmocka: an estate without findings. */
int estate_make(void **state);
int estate_drop(void **state);

void estate_find(struct estate *t, size_t check, int64_t row, enum verdict v,
                 enum severity s, const struct frame_detail *detail);

void estate_error(struct estate *t, size_t check, int64_t row, enum failure f);

/* The report as text; the caller frees the buffer. */
struct buf estate_report(struct estate *t, const char *format);

struct frame_text estate_text(const char *text);

#endif
