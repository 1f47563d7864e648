#include "collect/retry.h"

#include "base/text.h"

#include <curl/curl.h>
#include <limits.h>
#include <string.h>

bool retry_status(int status)
{
    return status == 429 || status == 408 || status == 500 || status == 502 ||
           status == 503 || status == 504;
}

/* xorshift64*: enough to spread waits. */
static uint64_t chance(uint64_t *seed)
{
    uint64_t x = *seed ? *seed : 0x9e3779b97f4a7c15u;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *seed = x;
    return x * 0x2545f4914f6cdd1du;
}

static long seconds_ms(const char *digits, size_t len)
{
    long seconds = 0;
    for (size_t i = 0; i < len; i++) {
        seconds = seconds * 10 + (digits[i] - '0');
        if (seconds > 100000000)
            return LONG_MAX;
    }
    return seconds * 1000;
}

long retry_after(const char *text, int64_t now)
{
    if (!text)
        return -1;
    while (*text == ' ')
        text++;
    size_t n = strspn(text, "0123456789");
    size_t end = strlen(text);
    while (end && text[end - 1] == ' ')
        end--;
    if (n && n == end)
        return seconds_ms(text, n);
    /* Weekday and zone are a must: curl_getdate takes "-5" and "12.5" for dates. */
    if (!strstr(text, ", ") || !strstr(text, "GMT"))
        return -1;
    time_t when = curl_getdate(text, NULL);
    if (when < 0)
        return -1;
    if (when <= now)
        return 0;
    return when - now > 100000000 ? LONG_MAX : (long)(when - now) * 1000;
}

long retry_from_message(const char *message)
{
    const char *p = message ? strstr(message, "try again after '") : NULL;
    if (!p)
        return -1;
    p += strlen("try again after '");
    size_t n = strspn(p, "0123456789");
    if (!n || p[n] != '\'' || !text_starts(p + n, "' seconds"))
        return -1;
    return seconds_ms(p, n);
}

long retry_wait(const struct retry_case *c, uint64_t *seed)
{
    if (c->tries >= RETRY_TRIES || (c->status ? !retry_status(c->status) : !c->passing))
        return -1;
    long asked = retry_after(c->retry_after, c->now);
    if (asked < 0)
        asked = retry_from_message(c->message);
    if (asked > RETRY_WAIT_MAX)
        return -1;
    long own = c->base > 0 ? c->base : 500;
    own <<= c->tries - 1;
    long spread = (long)(chance(seed) % (uint64_t)(own / 2 + 1));
    /* What Azure asks for is the least; the spread keeps eight requests from coming back
     * at the same moment. */
    return asked >= 0 ? asked + spread / 4 : own / 2 + spread;
}
