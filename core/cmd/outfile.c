#include "cmd/outfile.h"

#include "base/err.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *outfile_begin(const char *path, struct err *e)
{
    struct stat st;
    if (!lstat(path, &st) && !S_ISREG(st.st_mode)) {
        err_set(e, ERR_CREATE, "%s: it is no regular file", path);
        return NULL;
    }
    size_t n = strlen(path) + 16;
    char *temp = mem_new(n);
    snprintf(temp, n, "%s.XXXXXX", path);
    int fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0) {
        err_set(e, ERR_CREATE, "%s cannot be created: %s", path, strerror(errno));
        free(temp);
        return NULL;
    }
    close(fd);
    return temp;
}

void outfile_remove(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        size_t n = strlen(path) + 16;
        char *name = mem_new(n);
        snprintf(name, n, "%s%s", path, ends[i]);
        unlink(name);
        free(name);
    }
}

int outfile_end(char *temp, const char *path, int rc, struct err *e)
{
    if (!temp)
        return rc;
    if (!rc && rename(temp, path))
        rc = err_set(e, ERR_CREATE, "%s: %s", path, strerror(errno));
    if (rc)
        outfile_remove(temp);
    free(temp);
    return rc;
}
