#include "collect/account.h"

#include "base/buf.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <stdlib.h>

struct account account_make(const struct catalog *c)
{
    size_t n = catalog_size(c);
    return (struct account){.catalog = c,
                            .first = mem_new(n * sizeof(uint64_t)),
                            .made = mem_new(n * sizeof(uint64_t))};
}

void account_free(struct account *a)
{
    free(a->first);
    free(a->made);
    *a = (struct account){0};
}

static uint64_t sum(const struct account *a, const uint64_t *by_row)
{
    uint64_t n = 0;
    for (size_t i = 0; by_row && i < catalog_size(a->catalog); i++)
        n += by_row[i];
    return n;
}

uint64_t account_first(const struct account *a) { return sum(a, a->first); }

uint64_t account_made(const struct account *a) { return sum(a, a->made); }

static uint64_t count_at(const struct doc *d, size_t i, const char *name)
{
    char at[48];
    int64_t n = 0;
    snprintf(at, sizeof at, "/%zu/%s", i, name);
    return doc_integer(d, at, &n) && n > 0 ? (uint64_t)n : 0;
}

void account_take(struct account *a, const struct doc *d)
{
    for (size_t i = 0; i < doc_length(d, ""); i++) {
        char at[48];
        snprintf(at, sizeof at, "/%zu/type", i);
        const char *type = doc_text(d, at);
        const struct catalog_row *row = type ? catalog_find(a->catalog, type) : NULL;
        if (!row)
            continue;
        a->first[catalog_index(row)] += count_at(d, i, "first");
        a->made[catalog_index(row)] += count_at(d, i, "made");
    }
}

void account_encode(const struct account *a, struct buf *out)
{
    buf_char(out, '[');
    for (size_t i = 0; i < catalog_size(a->catalog); i++) {
        if (!a->made[i])
            continue;
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "type", catalog_at(a->catalog, i)->type);
        json_member_int(out, "first", (int64_t)a->first[i]);
        json_member_int(out, "made", (int64_t)a->made[i]);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}
