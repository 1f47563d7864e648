#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Exactly n digits, 9 at most: what is longer is no number of a time. */
static bool digits(const char **p, size_t n, int *out)
{
    int v = 0;
    if (n > 9)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = (*p)[i];
        if (c < '0' || c > '9')
            return false;
        v = v * 10 + (c - '0');
    }
    *p += n;
    *out = v;
    return true;
}

static bool expect(const char **p, char c)
{
    if (**p != c)
        return false;
    (*p)++;
    return true;
}

/* Days since 1970-01-01 of a proleptic Gregorian date. */
static int64_t days_of(int y, int m, int d)
{
    int64_t year = m <= 2 ? (int64_t)y - 1 : y;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t yoe = year - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static int days_in(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

static bool zone(const char *p, int *offset)
{
    *offset = 0;
    if (!*p || ((*p == 'Z' || *p == 'z') && !p[1]))
        return true;
    int sign = *p == '+' ? 1 : *p == '-' ? -1 : 0;
    int h, m;
    p++;
    if (!sign || !digits(&p, 2, &h) || !expect(&p, ':') || !digits(&p, 2, &m) || *p ||
        h > 14 || m > 59)
        return false;
    *offset = sign * (h * 3600 + m * 60);
    return true;
}

bool clock_parse(const char *text, int64_t *seconds)
{
    const char *p = text;
    int y, mo, d, h, mi, s, offset;
    if (!p || !digits(&p, 4, &y) || !expect(&p, '-') || !digits(&p, 2, &mo) ||
        !expect(&p, '-') || !digits(&p, 2, &d) || (*p != 'T' && *p != 't'))
        return false;
    p++;
    if (!digits(&p, 2, &h) || !expect(&p, ':') || !digits(&p, 2, &mi) ||
        !expect(&p, ':') || !digits(&p, 2, &s))
        return false;
    if (mo < 1 || mo > 12 || d < 1 || d > days_in(y, mo) || h > 23 || mi > 59 || s > 60)
        return false;
    if (*p == '.') {
        size_t n = strspn(p + 1, "0123456789");
        if (!n || n > 9)
            return false;
        p += 1 + n;
    }
    if (!zone(p, &offset))
        return false;
    *seconds = days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + s - offset;
    return true;
}

void clock_format(int64_t seconds, char out[32])
{
    time_t t = (time_t)seconds;
    struct tm tm;
    if (!gmtime_r(&t, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099) {
        snprintf(out, 32, "0000-00-00T00:00:00Z");
        return;
    }
    /* strftime writes a year below 1000 without its zeros. */
    snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
             tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* A decimal number with an optional fraction; at most 9 digits before it. */
static bool amount(const char **p, double *out)
{
    size_t n = strspn(*p, "0123456789");
    double v = 0, place = 0.1;
    if (!n || n > 9)
        return false;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (*(*p)++ - '0');
    if (**p == '.' || **p == ',')
        for ((*p)++; **p >= '0' && **p <= '9'; place /= 10)
            v += (*(*p)++ - '0') * place;
    *out = v;
    return true;
}

static bool designated(const char *p, double *seconds)
{
    static const char date[] = "YMWD", clock[] = "HMS";
    static const double date_unit[] = {31536000, 2592000, 604800, 86400};
    static const double clock_unit[] = {3600, 60, 1};
    const char *units = date;
    size_t next = 0, parts = 0;
    *seconds = 0;
    while (*p) {
        if (*p == 'T' && units == date) {
            units = clock;
            next = 0;
            if (!*++p)
                return false;
            continue;
        }
        double v;
        if (!amount(&p, &v))
            return false;
        const char *at = *p ? strchr(units + next, *p) : NULL;
        if (!at)
            return false;
        size_t i = (size_t)(at - units);
        *seconds += v * (units == date ? date_unit[i] : clock_unit[i]);
        next = i + 1;
        parts++;
        p++;
    }
    return parts > 0;
}

/* "hh:mm:ss.fff", with "d." before it for days. */
static bool colons(const char *p, double *seconds)
{
    double days = 0, s;
    const char *dot = strchr(p, '.'), *colon = strchr(p, ':');
    if (!colon)
        return false;
    if (dot && dot < colon) {
        int d = 0;
        if (!digits(&p, (size_t)(dot - p), &d) || !expect(&p, '.'))
            return false;
        days = d;
    }
    int h, m;
    size_t n = strspn(p, "0123456789");
    if (!n || n > 4 || !digits(&p, n, &h) || !expect(&p, ':') || !digits(&p, 2, &m) ||
        !expect(&p, ':') || !amount(&p, &s) || *p || m > 59 || s >= 60)
        return false;
    *seconds = days * 86400 + h * 3600 + m * 60 + s;
    return true;
}

bool clock_duration(const char *text, double *seconds)
{
    if (!text)
        return false;
    if (*text == 'R') {
        text = strrchr(text, '/');
        if (!text)
            return false;
        text++;
    }
    return *text == 'P' ? designated(text + 1, seconds) : colons(text, seconds);
}

int64_t clock_now(void) { return (int64_t)time(NULL); }

int64_t clock_steady_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
