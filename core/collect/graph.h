/* Resource Graph: the query text of a catalogue row, the request body, and what an answer
 * says about itself. Pure. */
#ifndef HF_COLLECT_GRAPH_H
#define HF_COLLECT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct catalog_row;
struct doc;

#define GRAPH_PATH "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01"

/* Appends the query. False when the row cannot be asked for this way. */
bool graph_query(const struct catalog_row *row, struct buf *out);

/* Appends the request body for `n` subscription ids, `skip` the token of the page before
 * (NULL: first). */
void graph_body(const char *query, char *const *subs, size_t n, const char *skip,
                struct buf *out);

/* NULL when the answer has rows at /data; `*next` is the token of the next page, or NULL.
 * Else what is wrong: "InvalidAnswer", or "Truncated": rows are missing and no page will
 * bring them. */
const char *graph_check(const struct doc *d, const char **next);

#endif
