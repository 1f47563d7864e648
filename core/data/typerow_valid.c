/* What a row of a check file may say. Allow-lists only: what is not named is refused. */
#include "data/typerow.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"

#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
static const char alnum[] = LOWER UPPER DIGIT;
static const char provider_chars[] = LOWER UPPER DIGIT ".";
static const char segment_chars[] = LOWER UPPER DIGIT "._-";

enum { SEGMENTS_MAX = 8, FROM_MAX = 8192, FILTER_MAX = 256, DEPTH_MAX = 16 };

static int wrong(const struct typerow *t, const char *field, const char *why,
                 struct err *e)
{
    return err_set(e, ERR_DATA, "types: %.200s: %s: %s", t->type ? t->type : "?", field,
                   why);
}

/* Segments between slashes, each of these characters, the first of them no dot or dash:
 * no empty one, no ".", no "..", nothing encoded. The number of them, or 0. */
static size_t segments(const char *text)
{
    size_t n = 0;
    for (;; text++) {
        size_t len = strspn(text, segment_chars);
        if (!len || !strchr(alnum, *text) || ++n > SEGMENTS_MAX + 4)
            return 0;
        text += len;
        if (*text != '/')
            return *text ? 0 : n;
    }
}

/* "Microsoft.KeyVault/vaults/keys" */
static bool is_type(const char *type)
{
    size_t ns = strcspn(type, "/");
    size_t n = strlen(type) > TYPEROW_NAME_MAX ? 0 : segments(type);
    const char *dot = memchr(type, '.', ns);
    return n > 1 && n <= SEGMENTS_MAX && dot && dot != type && dot[1] != '/' &&
           strspn(type, provider_chars) == ns && type[ns - 1] != '.' &&
           !strstr(type, "..") && !text_starts_same(strchr(type, '/'), "/providers/");
}

/* 2024-01-31 or 2024-01-31-preview */
static bool is_version(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? !text[i] || !strchr(DIGIT, text[i]) : text[i] != form[i])
            return false;
    return !text[10] || !strcmp(text + 10, "-preview");
}

static bool same_provider(const char *type, const char *action)
{
    size_t ns = strcspn(type, "/");
    return strcspn(action, "/") == ns && text_same_n(type, action, ns);
}

/* The right of a GET ends in /read; anything else would be handed out for nothing. */
static int action(const struct typerow *t, struct err *e)
{
    const char *a = t->action;
    size_t len = a ? strlen(a) : 0;
    if (!len || len > TYPEROW_PATH_MAX || segments(a) < 3 ||
        !text_same(a + (len > 5 ? len - 5 : 0), "/read"))
        return wrong(t, "action",
                     "wants the right that reading takes, as PROVIDER/TYPE/read", e);
    return same_provider(t->type, a)
               ? 0
               : wrong(t, "action", "is of another provider than the type", e);
}

/* --- where it is read --- */

/* The id that a resource of this type could have. */
static void example(const char *type, struct buf *out)
{
    if (text_same(type, TYPE_TENANT))
        return;
    buf_text(out, "/subscriptions/s");
    if (text_same(type, TYPE_SUBSCRIPTION))
        return;
    buf_text(out, "/resourceGroups/g");
    if (text_same(type, TYPE_GROUP))
        return;
    size_t n = strcspn(type, "/");
    buf_text(out, "/providers/");
    buf_add(out, type, n);
    for (type += n; *type; type += n) {
        n = 1 + strcspn(type + 1, "/");
        buf_add(out, type, n);
        buf_text(out, "/n");
    }
}

/* Whether what the path brings has ids that spell the type: then it can never stand in
 * the place of another type's resource. */
static bool spells_type(const struct typerow *t, const char *parent)
{
    struct buf id = buf_make(ARMID_MAX), type = buf_make(ARMID_MAX);
    example(parent, &id);
    buf_text(&id, t->path + strlen("{parent}"));
    if (!t->singleton)
        buf_text(&id, "/n");
    bool same =
        !id.full && armid_type(buf_str(&id), &type) && text_same(buf_str(&type), t->type);
    buf_free(&id);
    buf_free(&type);
    return same;
}

static int path(const struct typerow *t, struct err *e)
{
    static const char start[] = "{parent}/";
    const char *p = t->path;
    if (!text_starts(p, start) || strlen(p) > TYPEROW_PATH_MAX ||
        !segments(p + strlen(start)))
        return wrong(t, "path",
                     "wants {parent}/ and plain segments of A-Z a-z 0-9 . _ - behind it",
                     e);
    const char *parent = t->parent ? t->parent : TYPE_SUBSCRIPTION;
    const struct catalog_row *known = catalog_find(NULL, parent);
    if (t->extension && !text_starts_same(p + strlen(start), "providers/"))
        return wrong(t, "path", "wants {parent}/providers/TYPE for an extension", e);
    if (!spells_type(t, known ? known->type : parent))
        return wrong(t, "path",
                     t->singleton ? "must spell the type and end in the resource's name"
                                  : "must spell the type",
                     e);
    return 0;
}

static int table(const struct typerow *t, struct err *e)
{
    static const char *const tables[] = {"resources",
                                         "resourcecontainers",
                                         "recoveryservicesresources",
                                         "authorizationresources",
                                         "alertsmanagementresources",
                                         "policyresources",
                                         "azurebusinesscontinuityresources"};
    size_t i = 0, n = sizeof tables / sizeof *tables;
    while (i < n && strcmp(t->table, tables[i]) != 0)
        i++;
    if (i == n)
        return wrong(t, "graph", "is no table of Resource Graph that is known here", e);
    if (t->parent || t->singleton || t->extension || t->filters.n)
        return wrong(t, "graph", "goes without parent, singleton, extension, filters", e);
    return 0;
}

static int place(const struct typerow *t, struct err *e)
{
    if (!t->path == !t->table)
        return wrong(t, "path", "wants either path or graph", e);
    if (t->extension && (t->parent || t->singleton))
        return wrong(t, "extension", "goes without parent and singleton", e);
    if (t->singleton && t->filters.n)
        return wrong(t, "singleton", "goes without filters", e);
    if (t->parent && !is_type(t->parent))
        return wrong(t, "parent", "wants a resource type", e);
    return t->path ? path(t, e) : table(t, e);
}

/* --- lists --- */

static bool is_pointer(const char *p)
{
    size_t depth = 0, len = strlen(p);
    if (*p != '/' || !p[1] || len > TYPEROW_PATH_MAX || !text_utf8(p, len))
        return false;
    for (; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f || (*p == '/' && ++depth > DEPTH_MAX))
            return false;
        if (*p == '~' && p[1] != '0' && p[1] != '1')
            return false;
    }
    return true;
}

static int lists(const struct typerow *t, struct err *e)
{
    if (t->refs.n > TYPEROW_LIST_MAX)
        return wrong(t, "refs", "are too many", e);
    if (t->filters.n > TYPEROW_LIST_MAX)
        return wrong(t, "filters", "are too many", e);
    for (size_t i = 0; i < t->refs.n; i++)
        if (!is_pointer(t->refs.at[i]))
            return wrong(t, "refs",
                         "wants JSON Pointers, as /properties/workspaceId or "
                         "/properties/scopes/*",
                         e);
    for (size_t i = 0; i < t->filters.n; i++) {
        const char *f = t->filters.at[i];
        size_t len = strlen(f);
        bool fine = len && len <= FILTER_MAX;
        for (; fine && *f; f++)
            fine = *f >= 0x20 && *f < 0x7f;
        if (!fine)
            return wrong(t, "filters", "wants values of $filter of 1 to 256 bytes", e);
    }
    return 0;
}

int typerow_valid(const struct typerow *t, struct err *e)
{
    if (!t->type || !is_type(t->type))
        return err_set(e, ERR_DATA,
                       "types: \"%.200s\" is no resource type, as PROVIDER/KIND",
                       t->type ? t->type : "");
    if (!t->api_version || !is_version(t->api_version))
        return wrong(t, "api_version", "wants YYYY-MM-DD or YYYY-MM-DD-preview", e);
    if (t->from && (strlen(t->from) > FROM_MAX || !text_utf8(t->from, strlen(t->from))))
        return wrong(t, "from", "wants the name of a file", e);
    int rc = place(t, e);
    if (!rc)
        rc = action(t, e);
    return rc ? rc : lists(t, e);
}
