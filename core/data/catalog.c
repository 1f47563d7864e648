#include "data/catalog.h"

#include "base/text.h"
#include "data/catalog_own.h"
#include "data/catalog_rows.h"

#include <string.h>

const char *catalog_way_name(enum catalog_way w)
{
    static const char *const names[] = {[CATALOG_NONE] = "none",
                                        [CATALOG_LIST] = "list",
                                        [CATALOG_GET] = "get",
                                        [CATALOG_GRAPH] = "graph"};
    return names[w];
}

size_t catalog_size(const struct catalog *c) { return CATALOG_ROWS + (c ? c->n : 0); }

const struct catalog_row *catalog_at(const struct catalog *c, size_t i)
{
    if (i < CATALOG_ROWS)
        return &catalog_rows[i];
    return i < catalog_size(c) ? &c->at[i - CATALOG_ROWS] : NULL;
}

const struct catalog_row *catalog_find(const struct catalog *c, const char *type)
{
    size_t n = type ? catalog_size(c) : 0;
    for (size_t i = 0; i < n; i++) /* most often it is a row's own */
        if (type == catalog_at(c, i)->type)
            return catalog_at(c, i);
    for (size_t i = 0; i < n; i++)
        if (text_same(type, catalog_at(c, i)->type))
            return catalog_at(c, i);
    for (size_t i = 0; i < n; i++)
        for (const char *const *alias = catalog_at(c, i)->aliases; *alias; alias++)
            if (text_same(type, *alias))
                return catalog_at(c, i);
    return NULL;
}

int catalog_index(const struct catalog_row *row)
{
    return row->own ? CATALOG_ROWS + row->own - 1 : (int)(row - catalog_rows);
}

uint64_t catalog_filters(const struct catalog_row *row)
{
    uint64_t all = 0;
    for (size_t i = 0; row->filters && row->filters[i]; i++)
        all |= UINT64_C(1) << i;
    return all ? all : 1;
}

bool catalog_below(const struct catalog *c, const char *type, const char *ancestor)
{
    const struct catalog_row *top = catalog_find(c, ancestor);
    for (const struct catalog_row *row = catalog_find(c, type); row && top;
         row = row->parent ? catalog_find(c, row->parent) : NULL)
        if (row == top)
            return true;
    return false;
}

/* --- unread --- */

static bool is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    return true;
}

/* Whether a version is older than a stable one. A preview comes before the stable version
 * of its day; what is no date at all may lack anything. */
static bool is_older(const char *version, const char *before)
{
    if (!version)
        return false;
    if (!is_date(version))
        return true;
    int order = strncmp(version, before, 10);
    return order < 0 || (!order && version[10]);
}

/* Whether `pointer` is what `pattern` (with * segments) names, or lies below it. */
static bool is_at(const char *pattern, const char *pointer)
{
    while (*pattern) {
        if (*pattern == '*' && pattern[-1] == '/') {
            pattern++;
            pointer += strcspn(pointer, "/");
        } else if (*pattern++ != *pointer++) {
            return false;
        }
    }
    return !*pointer || *pointer == '/';
}

bool catalog_is_unread(const struct catalog_row *row, const char *source,
                       const char *api_version, const char *pointer)
{
    const struct catalog_unread *u = row ? row->unread : NULL;
    for (; u && u->pointer; u++) {
        if (u->source && !text_same(source, u->source))
            continue;
        if (u->before && !is_older(api_version, u->before))
            continue;
        if (is_at(u->pointer, pointer))
            return true;
    }
    return false;
}
