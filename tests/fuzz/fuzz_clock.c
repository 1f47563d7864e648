/* ISO 8601 times and durations: what is read is written and read as the same. */
#include "fuzz.h"

#include "base/clock.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size), shown[32];
    int64_t t, again;
    double seconds;
    if (clock_parse(text, &t)) {
        clock_format(t, shown);
        bool fits = t >= -62167219200 && t < 253402300800; /* years 0 to 9999 */
        fuzz_must(!fits || (clock_parse(shown, &again) && again == t));
    }
    if (clock_duration(text, &seconds))
        fuzz_must(isfinite(seconds) && seconds >= 0);
    free(text);
    return 0;
}
