/* The reports that the options ask for, and writing them. */
#ifndef HF_CMD_ORDER_H
#define HF_CMD_ORDER_H

#include <stddef.h>

struct err;
struct options;
struct result;

struct orders {
    struct order *at; /* strings are the options' */
    size_t n;
    unsigned listed; /* by --status; 0: each format's own */
};

/* From --format, --output, --report and --status. -ERR_USAGE; -ERR_CREATE: a file cannot
 * be made. orders_free in any case. */
int orders_read(struct orders *s, const struct options *o, struct err *e);

/* Bit 1 << verdict: what report i lists. */
unsigned orders_listed(const struct orders *s, size_t i);

/* Writes them all; sets the result's `listed` for each. */
int orders_write(const struct orders *s, const struct options *o, struct result *r,
                 struct err *e);
void orders_free(struct orders *s);

#endif
