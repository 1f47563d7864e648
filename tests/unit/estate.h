/* An inventory in a temporary file, for tests. */
#ifndef HF_TESTS_ESTATE_H
#define HF_TESTS_ESTATE_H

#include "base/err.h"
#include "data/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct estate {
    char path[64];
    struct inventory *inv;
    struct err e;
};

static inline void estate_path(struct estate *s)
{
    *s = (struct estate){.path = "/tmp/holdfast-estate-XXXXXX"};
    int fd = mkstemp(s->path);
    assert_true(fd >= 0);
    close(fd);
}

static inline void estate_make(struct estate *s)
{
    estate_path(s);
    s->inv = inventory_create(s->path, &s->e);
    if (!s->inv)
        fail_msg("%s", s->e.text);
}

static inline int estate_put(struct estate *s, const char *id, const char *body)
{
    struct inventory_resource r = {.id = id, .body = body, .body_len = strlen(body)};
    return inventory_put(s->inv, &r, &s->e);
}

/* What was written, finished and opened to be read. */
static inline void estate_read(struct estate *s)
{
    if (inventory_finish(s->inv, &s->e))
        fail_msg("%s", s->e.text);
    s->inv = inventory_open(s->path, &s->e);
    if (!s->inv)
        fail_msg("%s", s->e.text);
}

static inline void estate_free(struct estate *s)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    inventory_close(s->inv);
    for (size_t i = 0; i < 4; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", s->path, ends[i]);
        unlink(name);
    }
}

#endif
