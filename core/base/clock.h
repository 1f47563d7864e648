/* Times and durations as Azure writes them. No local time, no locale. */
#ifndef HF_BASE_CLOCK_H
#define HF_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ISO 8601 with date, `T`, time, 0 to 9 fraction digits (dropped) and `Z`, an offset or
 * nothing (UTC). False for anything else, or a date that does not exist. */
bool clock_parse(const char *text, int64_t *seconds);

/* "2026-11-24T06:00:00Z"; `out` holds at least 21 bytes. Years 0000 to 9999. */
void clock_format(int64_t seconds, char out[32]);

/* Seconds of "P1Y2M3W4DT5H6M7.8S" (year 365 days, month 30), of "hh:mm:ss.fff" or
 * "d.hh:mm:ss", and of the period of "R/start/P…". False for anything else. */
bool clock_duration(const char *text, double *seconds);

int64_t clock_now(void);       /* UTC seconds */
int64_t clock_steady_ms(void); /* never goes back; milliseconds of an unnamed epoch */

#endif
