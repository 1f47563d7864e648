#include "sim_store.h"

#include "sim_path.h"
#include "sim_text.h"
#include "sim_type.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool sim_store_in_file(const struct sim_store *store, const char *text)
{
    return text >= store->file && text < store->file + store->file_len;
}

static void sim_store_drop(const struct sim_store *store, struct sim_row *row)
{
    free(row->key);
    if (!sim_store_in_file(store, row->text))
        free(row->text);
}

void sim_store_add(struct sim_store *store, const char *id, const char *said,
                   const char *text)
{
    struct sim_path path;
    struct sim_row *row;
    bool ok = sim_path_parse(id, &path);

    if (store->count == store->room) {
        store->room = store->room ? store->room * 2 : 256;
        store->rows = sim_text_grow(store->rows, store->room, sizeof *store->rows);
    }
    row = &store->rows[store->count++];
    row->key = ok ? sim_text_copy(path.low, strlen(path.low)) : sim_text_lower(id);
    row->type = sim_index_intern(&store->index, ok ? path.type : said ? said : "");
    row->said = said && *said ? sim_index_intern(&store->index, said) : row->type;
    row->text = sim_store_in_file(store, text) ? store->file + (text - store->file)
                                               : sim_text_copy(text, strlen(text));
    if (ok)
        sim_path_clear(&path);
}

static int sim_store_order(const void *a, const void *b)
{
    const struct sim_row *x = a, *y = b;

    return strcmp(x->key, y->key);
}

/* qsort may swap equals; the address is the position in the file, so the last one wins */
static int sim_store_order_stable(const void *a, const void *b)
{
    const struct sim_row *const *x = a, *const *y = b;
    int order = sim_store_order(*x, *y);

    if (order)
        return order;
    return (uintptr_t)*x < (uintptr_t)*y ? -1 : (uintptr_t)*x > (uintptr_t)*y;
}

void sim_store_sort(struct sim_store *store)
{
    struct sim_row **order = sim_text_alloc((store->count + 1) * sizeof *order);
    struct sim_row *sorted = sim_text_alloc((store->count + 1) * sizeof *sorted);
    size_t n = 0;

    for (size_t i = 0; i < store->count; i++)
        order[i] = &store->rows[i];
    qsort(order, store->count, sizeof *order, sim_store_order_stable);
    for (size_t i = 0; i < store->count; i++) {
        if (n && strcmp(sorted[n - 1].key, order[i]->key) == 0) {
            n--;
            sim_store_drop(store, &sorted[n]);
        }
        sorted[n++] = *order[i];
    }
    free(order);
    free(store->rows);
    store->rows = sorted;
    store->room = store->count + 1;
    store->count = n;
    sim_index_build(&store->index, store->rows, store->count);
}

void sim_store_add_gap(struct sim_store *store, const struct sim_gap *gap)
{
    store->gaps = sim_text_grow(store->gaps, store->gap_count + 1, sizeof *store->gaps);
    store->gaps[store->gap_count++] = *gap;
}

int sim_store_deny(struct sim_store *store, const char *spec, char *why, size_t why_size)
{
    size_t len = strcspn(spec, "@");
    const char *scope = spec[len] ? spec + len + 1 : "/";
    struct sim_gap gap = {.status = 403};
    char *type;

    if (!memchr(spec, '/', len) || scope[0] != '/') {
        snprintf(why, why_size, "'%s' is not TYPE[@/SCOPE]", spec);
        return -1;
    }
    type = sim_text_copy(spec, len);
    gap.type = sim_text_lower(type);
    gap.scope = sim_text_lower(scope);
    gap.code = sim_text_copy("AuthorizationFailed", 19);
    free(type);
    sim_store_add_gap(store, &gap);
    return 0;
}

const struct sim_row *sim_store_find(const struct sim_store *store, const char *key)
{
    char *low = sim_text_lower(key);
    const struct sim_row wanted = {.key = low};
    const struct sim_row *row = store->count ? bsearch(&wanted, store->rows, store->count,
                                                       sizeof wanted, sim_store_order)
                                             : NULL;

    free(low);
    return row;
}

static size_t sim_store_first(const struct sim_store *store, const char *key)
{
    size_t low = 0, high = store->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (strcmp(store->rows[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

size_t sim_store_below(const struct sim_store *store, const char *scope, size_t *end)
{
    char *from = sim_text_print("%s/", strcmp(scope, "/") == 0 ? "" : scope);
    size_t first = sim_store_first(store, from);

    from[strlen(from) - 1] = '/' + 1;
    *end = sim_store_first(store, from);
    free(from);
    return first;
}

bool sim_store_knows(const struct sim_store *store, const char *key)
{
    size_t end;

    return sim_store_find(store, key) || sim_store_below(store, key, &end) < end;
}

bool sim_store_has_type(const struct sim_store *store, const char *type)
{
    for (size_t i = 0; i < store->index.count; i++) {
        if (strcmp(store->index.kinds[i].type, type) == 0)
            return true;
    }
    return false;
}

void sim_store_pick(const struct sim_store *store, const char *type, size_t from,
                    struct sim_pick *pick)
{
    for (size_t i = 0; i < store->index.count; i++) {
        if (sim_type_same(type, store->index.kinds[i].type))
            sim_pick_add(pick, &store->index.kinds[i], from);
    }
}

const struct sim_gap *sim_store_gap(const struct sim_store *store, const char *scope,
                                    const char *type)
{
    for (size_t i = 0; i < store->gap_count; i++) {
        const struct sim_gap *gap = &store->gaps[i];

        if (sim_text_covers(gap->scope, scope) &&
            (!*gap->type || sim_type_same(gap->type, type)))
            return gap;
    }
    return NULL;
}

void sim_store_free(struct sim_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->count; i++)
        sim_store_drop(store, &store->rows[i]);
    for (size_t i = 0; i < store->gap_count; i++) {
        free(store->gaps[i].scope);
        free(store->gaps[i].type);
        free(store->gaps[i].code);
        free(store->gaps[i].message);
    }
    sim_index_free(&store->index);
    free(store->rows);
    free(store->gaps);
    free(store->file);
    free(store->tenant);
    free(store);
}
