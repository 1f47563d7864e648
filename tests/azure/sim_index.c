#include "sim_index.h"

#include "sim_store.h"
#include "sim_text.h"

#include <stdlib.h>
#include <string.h>

const char *sim_index_intern(struct sim_index *index, const char *type)
{
    char *low = sim_text_lower(type);

    for (size_t i = 0; i < index->count; i++) {
        if (strcmp(index->kinds[i].type, low) == 0) {
            free(low);
            return index->kinds[i].type;
        }
    }
    index->kinds = sim_text_grow(index->kinds, index->count + 1, sizeof *index->kinds);
    index->kinds[index->count++] = (struct sim_kind){.type = low};
    return low;
}

static void sim_index_note(struct sim_index *index, const char *type, size_t row)
{
    struct sim_kind *kind = index->kinds;

    while (kind->type != type)
        kind++;
    if (kind->count == kind->room) {
        kind->room = kind->room ? kind->room * 2 : 16;
        kind->rows = sim_text_grow(kind->rows, kind->room, sizeof *kind->rows);
    }
    kind->rows[kind->count++] = (uint32_t)row;
}

void sim_index_build(struct sim_index *index, const struct sim_row *rows, size_t count)
{
    if (count > UINT32_MAX)
        abort();
    for (size_t i = 0; i < index->count; i++)
        index->kinds[i].count = 0;
    for (size_t i = 0; i < count; i++) {
        sim_index_note(index, rows[i].type, i);
        if (rows[i].said != rows[i].type)
            sim_index_note(index, rows[i].said, i);
    }
}

void sim_index_free(struct sim_index *index)
{
    for (size_t i = 0; i < index->count; i++) {
        free(index->kinds[i].type);
        free(index->kinds[i].rows);
    }
    free(index->kinds);
    memset(index, 0, sizeof *index);
}

void sim_pick_add(struct sim_pick *pick, const struct sim_kind *kind, size_t from)
{
    size_t low = 0, high = kind->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (kind->rows[mid] < from)
            low = mid + 1;
        else
            high = mid;
    }
    pick->kinds = sim_text_grow(pick->kinds, pick->count + 1, sizeof *pick->kinds);
    pick->at = sim_text_grow(pick->at, pick->count + 1, sizeof *pick->at);
    pick->kinds[pick->count] = kind;
    pick->at[pick->count++] = low;
}

size_t sim_pick_peek(const struct sim_pick *pick)
{
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < pick->count; i++) {
        const struct sim_kind *kind = pick->kinds[i];

        if (pick->at[i] < kind->count && kind->rows[pick->at[i]] < least)
            least = kind->rows[pick->at[i]];
    }
    return least;
}

void sim_pick_skip(struct sim_pick *pick)
{
    size_t least = sim_pick_peek(pick);

    for (size_t i = 0; i < pick->count; i++) {
        const struct sim_kind *kind = pick->kinds[i];

        pick->at[i] += pick->at[i] < kind->count && kind->rows[pick->at[i]] == least;
    }
}

void sim_pick_clear(struct sim_pick *pick)
{
    free(pick->kinds);
    free(pick->at);
    memset(pick, 0, sizeof *pick);
}
