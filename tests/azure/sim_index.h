#ifndef HOLDFAST_TESTS_AZURE_SIM_INDEX_H
#define HOLDFAST_TESTS_AZURE_SIM_INDEX_H

/*
 * Which rows have a type, so that a page costs what is on it and not what is in the
 * inventory. A pick walks the rows of some types in the order of the rows.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_row;

struct sim_kind {
    char *type; /* lower case; rows point at it */
    uint32_t *rows;
    size_t count;
    size_t room;
};

struct sim_index {
    struct sim_kind *kinds;
    size_t count;
};

struct sim_pick {
    const struct sim_kind **kinds;
    size_t *at;
    size_t count;
};

/* The one copy of the type (any case) that all rows share; lives as long as the index. */
const char *sim_index_intern(struct sim_index *index, const char *type);

/* To be called when the rows have their places; row.type and row.said are interned. */
void sim_index_build(struct sim_index *index, const struct sim_row *rows, size_t count);
void sim_index_free(struct sim_index *index);

/* Adds the rows of a type to those that are walked; begins at the row `from`. */
void sim_pick_add(struct sim_pick *pick, const struct sim_kind *kind, size_t from);
size_t sim_pick_peek(const struct sim_pick *pick); /* SIZE_MAX at the end */
void sim_pick_skip(struct sim_pick *pick);         /* goes past what peek tells */
void sim_pick_clear(struct sim_pick *pick);

#endif
