/* Children of a test: a part of it that must not happen to the test itself. */
#ifndef HF_TESTS_CHILD_H
#define HF_TESTS_CHILD_H

#include <stddef.h>

/* Runs `play` in a child; what it writes to `fd` is in `said`. Returns its exit code, or
 * 128 and the signal. */
int child_run(void (*play)(int fd, long what), long what, char *said, size_t size);

/* Fails the test unless the text has the part. */
void child_has(const char *text, const char *part);

#endif
