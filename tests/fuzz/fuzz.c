#include "fuzz.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn void fuzz_broken(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    return mem_textn((const char *)data, size);
}

const char *fuzz_path(const char *name, char out[64])
{
    snprintf(out, 64, "/dev/shm/holdfast-fuzz.%d.%.20s", (int)getpid(), name);
    return out;
}

int fuzz_fd(const void *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size &&
              !lseek(fd, 0, SEEK_SET));
    return fd;
}
