#include "data/catalog.h"

#include "base/text.h"
#include "data/catalog_rows.h"

#include <string.h>

size_t catalog_size(void)
{
    return CATALOG_ROWS;
}

const struct catalog_row *catalog_at(size_t i)
{
    return i < CATALOG_ROWS ? &catalog_rows[i] : NULL;
}

const struct catalog_row *catalog_find(const char *type)
{
    for (size_t i = 0; type && i < CATALOG_ROWS; i++)
        if (text_same(type, catalog_rows[i].type))
            return &catalog_rows[i];
    for (size_t i = 0; type && i < CATALOG_ROWS; i++)
        for (const char *const *alias = catalog_rows[i].aliases; *alias; alias++)
            if (text_same(type, *alias))
                return &catalog_rows[i];
    return NULL;
}

int catalog_index(const struct catalog_row *row)
{
    return (int)(row - catalog_rows);
}

bool catalog_below(const char *type, const char *ancestor)
{
    const struct catalog_row *top = catalog_find(ancestor);
    for (const struct catalog_row *row = catalog_find(type); row && top;
         row = row->parent ? catalog_find(row->parent) : NULL)
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
