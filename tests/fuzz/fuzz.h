/* What the fuzz targets share. Each target is one file, fuzz_NAME.c, with the entry that
 * libFuzzer calls; main.c is the program for machines without it, which runs saved
 * inputs. A target takes any bytes, keeps no state from one call to the next, opens no
 * network, and ends the program (fuzz_must) where a property does not hold. */
#ifndef HF_TESTS_FUZZ_H
#define HF_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what did not hold, and aborts. */
#define fuzz_must(what)                                                                  \
    do {                                                                                 \
        if (!(what))                                                                     \
            fuzz_broken(#what, __FILE__, __LINE__);                                      \
    } while (0)
_Noreturn void fuzz_broken(const char *what, const char *file, int line);

/* The bytes as text with a NUL behind them; the caller frees. */
char *fuzz_text(const uint8_t *data, size_t size);

/* A name in memory for a file of this process ("/dev/shm/holdfast-fuzz.PID.NAME"). */
const char *fuzz_path(const char *name, char out[64]);

/* A descriptor with these bytes, at its start. */
int fuzz_fd(const void *data, size_t size);

#endif
