#include "collect/task.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/lane.h"
#include "collect/origin.h"
#include "data/armid.h"
#include "data/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct task_parent *task_parent_make(const char *id, const char *key)
{
    struct task_parent *p = mem_new(sizeof *p);
    p->id = mem_text(id);
    p->key = mem_text(key);
    return p;
}

void task_parent_drop(struct task_parent *p)
{
    if (!p || --p->holders)
        return;
    free(p->late);
    free(p->id);
    free(p->key);
    free(p);
}

struct task *task_make(enum outcome_of what, const struct catalog_row *row,
                       struct task_parent *parent, const char *version)
{
    struct task *t = mem_new(sizeof *t);
    t->what = what;
    t->row = row;
    t->parent = parent;
    parent->holders++;
    t->variant = -1;
    snprintf(t->version, sizeof t->version, "%s", version ? version : "");
    return t;
}

void task_free(struct task *t)
{
    if (!t)
        return;
    task_parent_drop(t->parent);
    paging_free(&t->paging);
    free(t->path);
    free(t->query);
    strs_free(&t->subs);
    free(t);
}

static bool hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* `%` goes through where it already begins an escape: ids are not decoded either. */
static void encode(const char *text, const char *plain, struct buf *out)
{
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || strchr(plain, c);
        if (word || (c == '%' && strchr(plain, '/') && hex(p[1]) && hex(p[2])))
            buf_char(out, (char)c);
        else
            buf_fmt(out, "%%%02X", (unsigned)c);
    }
}

static char *fill_path(const char *pattern, const char *parent)
{
    struct buf b = buf_make(16384);
    const char *p = strstr(pattern, "{parent}");
    if (p) {
        size_t n = strlen(parent);
        while (n && parent[n - 1] == '/')
            n--;
        buf_add(&b, pattern, (size_t)(p - pattern));
        buf_add(&b, parent, n);
        buf_text(&b, p + strlen("{parent}"));
    } else {
        buf_text(&b, pattern);
    }
    bool ok = !b.full;
    char *path = buf_steal(&b);
    if (ok)
        return path;
    free(path);
    return NULL;
}

bool task_url(struct task *t, const struct origin *arm, struct hash_key key,
              struct buf *url)
{
    char *mark = NULL;
    free(t->path);
    t->path =
        fill_path(t->what == OUTCOME_FOLLOW ? "{parent}" : t->row->path, t->parent->id);
    if (!t->path)
        return false;
    /* A row may bring a query of its own; an id may not. */
    const char *own = t->what == OUTCOME_FOLLOW ? NULL : strchr(t->row->path, '?');
    if (own)
        mark = t->path + strlen(t->path) - strlen(own);
    if (mark)
        *mark = '\0';
    struct buf path = buf_make(16384);
    encode(t->path, "/-._~!$&'()*+,=:@", &path);
    bool ok = !path.full && !origin_path_odd(buf_str(&path));
    origin_text(arm, url);
    buf_fmt(url, "%s?%s%sapi-version=%s", buf_str(&path), mark ? own + 1 : "",
            mark ? "&" : "", t->version);
    if (t->variant >= 0) {
        buf_text(url, "&$filter=");
        encode(t->row->filters[t->variant], "-._~", url);
    }
    paging_free(&t->paging);
    t->paging = paging_make(t->path, key);
    buf_free(&path);
    return ok && !url->full;
}

void task_forget(struct task *t)
{
    paging_free(&t->paging);
    free(t->path);
    t->path = NULL;
}

void task_lane(const struct task *t, struct buf *out)
{
    size_t n = 0;
    const char *sub = armid_subscription(t->parent->id, &n);
    if (t->what == OUTCOME_GRAPH)
        buf_text(out, LANE_GRAPH);
    else if (sub && n)
        buf_add(out, sub, n);
    else
        buf_text(out, "tenant");
    /* The provider that answers: what stands behind the last of these words. */
    const char *provider = NULL;
    for (const char *p = t->path; p && (p = strchr(p, '/')); p++)
        if (text_starts_same(p, "/providers/"))
            provider = p + strlen("/providers/");
    if (t->what != OUTCOME_GRAPH && provider) {
        buf_char(out, '/');
        buf_add(out, provider, strcspn(provider, "/"));
    }
}
