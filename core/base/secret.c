#include "base/secret.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret secret_make(const char *data, size_t len)
{
    struct secret s = {mem_textn(data, len), len};
    /* A user's limit may refuse: then the pages could be swapped, no more. */
    (void)mlock(s.data, len + 1);
    return s;
}

void secret_free(struct secret *s)
{
    if (!s || !s->data)
        return;
    explicit_bzero(s->data, s->len);
    (void)munlock(s->data, s->len + 1);
    free(s->data);
    *s = (struct secret){0};
}

void secret_wipe(void *data, size_t len) { explicit_bzero(data, len); }

struct buf secret_buf(size_t max)
{
    struct buf b = {.data = mem_new(max + 1), .cap = max + 1, .max = max};
    return b;
}

void secret_buf_free(struct buf *b)
{
    if (b->data)
        explicit_bzero(b->data, b->cap);
    buf_free(b);
}

int secret_harden_process(void)
{
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none))
        return -1;
    return prctl(PR_SET_DUMPABLE, 0) ? -1 : 0;
}
