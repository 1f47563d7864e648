/* holdfast types: the resource types that it can read, and how. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/jsonout.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct listing {
    const struct known *known;
    const struct catalog_row **rows; /* that are shown */
    size_t n;
    struct buf out;
};

static const char *or_dash(const char *text) { return text && *text ? text : "-"; }

/* Checks that judge or read the type, in order of id. */
static struct strs checks_of(const struct listing *l, const struct catalog_row *row)
{
    const struct known_checks *all = &l->known->checks;
    struct strs ids = {0};
    for (size_t i = 0; i < all->n; i++) {
        const struct check_info *c = &all->at[i];
        bool reads = false;
        for (size_t k = 0; k < c->targets.n && !reads; k++)
            reads = catalog_find(all->catalog, c->targets.at[k]) == row;
        for (size_t k = 0; k < c->n_needs && !reads; k++)
            reads = catalog_find(all->catalog, c->needs[k].type) == row;
        if (reads)
            strs_add(&ids, c->id);
    }
    strs_sort(&ids);
    return ids;
}

/* --- text --- */

/* As wide as they need to be, so that a line is a line. */
static void put_table(struct listing *l)
{
    int type = 4, parent = 6;
    for (size_t i = 0; i < l->n; i++) {
        int t = (int)strlen(l->rows[i]->type);
        int p = (int)strlen(or_dash(l->rows[i]->parent));
        type = t > type ? t : type;
        parent = p > parent ? p : parent;
    }
    buf_fmt(&l->out, "%-*s  %-5s  %-18s  %-*s  %s\n", type, "TYPE", "READ", "API-VERSION",
            parent, "BELOW", "RIGHT");
    for (size_t i = 0; i < l->n; i++) {
        const struct catalog_row *r = l->rows[i];
        buf_fmt(&l->out, "%-*s  %-5s  %-18s  %-*s  %s\n", type, r->type,
                catalog_way_name(r->way), or_dash(r->api_version), parent,
                r->extension ? "any" : or_dash(r->parent), or_dash(r->action));
    }
}

static void put_words(struct buf *out, const char *head, const char *const *words)
{
    for (size_t i = 0; words && words[i]; i++)
        buf_fmt(out, "  %-9s %s\n", i ? "" : head, words[i]);
}

static void put_line(struct buf *out, const char *head, const char *text)
{
    if (!text || !*text)
        return;
    buf_fmt(out, "  %-9s ", head);
    text_show_buf(out, text, strlen(text));
    buf_char(out, '\n');
}

static void explain(struct listing *l, const struct catalog_row *r)
{
    static const char *const reads[] = {
        "not asked for: it is known from the sign-in",
        "a list of Resource Manager below each resource above",
        "one request of Resource Manager for each resource above",
        "Resource Graph, for many subscriptions at once"};
    struct strs checks = checks_of(l, r);
    buf_fmt(&l->out, "%s\n", r->type);
    put_line(&l->out, "read", reads[r->way]);
    put_line(&l->out, r->table ? "table" : "path", r->table ? r->table : r->path);
    put_line(&l->out, "version", r->api_version);
    put_line(&l->out, "or", r->fallbacks);
    put_line(&l->out, "below", r->extension ? "any resource" : r->parent);
    put_words(&l->out, "filters", r->filters);
    put_words(&l->out, "refers by", r->refs);
    put_words(&l->out, "also", r->aliases);
    put_line(&l->out, "right", r->action);
    put_line(&l->out, "for one", r->single_action);
    put_line(&l->out, "from", r->from);
    for (size_t i = 0; i < checks.n; i++)
        put_line(&l->out, i ? "" : "checks", checks.at[i]);
    strs_free(&checks);
}

/* --- JSON --- */

static void put_array(struct buf *out, const char *key, const char *const *words)
{
    struct strs list = {0};
    for (size_t i = 0; words && words[i]; i++)
        strs_add(&list, words[i]);
    json_list(out, key, &list);
    strs_free(&list);
}

static void put_versions(struct buf *out, const char *spaced)
{
    struct strs list = {0};
    for (const char *p = spaced; p && *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        char *one = mem_textn(p, n);
        strs_add(&list, one);
        free(one);
        p += n;
    }
    json_list(out, "fallbacks", &list);
    strs_free(&list);
}

static void put_object(struct listing *l, const struct catalog_row *r)
{
    struct strs checks = checks_of(l, r);
    struct buf *out = &l->out;
    buf_char(out, '{');
    json_member(out, "type", r->type);
    json_member(out, "way", catalog_way_name(r->way));
    json_member(out, "parent", r->parent);
    json_member_bool(out, "extension", r->extension);
    json_member(out, "path", r->path);
    json_member(out, "table", r->table);
    json_member(out, "api_version", r->api_version);
    put_versions(out, r->fallbacks);
    put_array(out, "filters", r->filters);
    put_array(out, "references", r->refs);
    put_array(out, "aliases", r->aliases);
    json_member(out, "action", r->action);
    if (r->single_action)
        json_member(out, "single_action", r->single_action);
    if (r->from)
        json_member(out, "from", r->from);
    json_list(out, "checks", &checks);
    buf_char(out, '}');
    strs_free(&checks);
}

static void put_json(struct listing *l)
{
    buf_text(&l->out, "{\"types\":[");
    for (size_t i = 0; i < l->n; i++) {
        buf_text(&l->out, i ? ",\n" : "\n");
        put_object(l, l->rows[i]);
    }
    buf_text(&l->out, "\n]}\n");
}

/* --- which --- */

static int unknown(const struct catalog *catalog, const char *word, struct err *e)
{
    size_t n = catalog_size(catalog);
    const char **types = mem_new((n + 1) * sizeof *types);
    for (size_t i = 0; i < n; i++)
        types[i] = catalog_at(catalog, i)->type;
    const char *near = text_nearest(word, types, n);
    int rc = err_set(e, ERR_USAGE, "there is no type %s: %s%s%s", word,
                     near ? "did you mean " : "see holdfast types", near ? near : "",
                     near ? "?" : "");
    free(types);
    return rc;
}

/* All rows, or those that are named: each once, in the order of the catalogue. */
static int choose(struct listing *l, const struct strs *words, struct err *e)
{
    const struct catalog *catalog = l->known->checks.catalog;
    size_t all = catalog_size(catalog);
    for (size_t i = 0; i < words->n; i++)
        if (!catalog_find(catalog, words->at[i]))
            return unknown(catalog, words->at[i], e);
    l->rows = mem_new((all + 1) * sizeof *l->rows);
    for (size_t i = 0; i < all; i++) {
        const struct catalog_row *row = catalog_at(catalog, i);
        bool named = !words->n;
        for (size_t k = 0; k < words->n && !named; k++)
            named = catalog_find(catalog, words->at[k]) == row;
        if (named)
            l->rows[l->n++] = row;
    }
    return 0;
}

int cmd_types(struct cmd *c, struct err *e)
{
    struct known k;
    const struct strs *words = &c->opt.words;
    const char *format = c->opt.format ? c->opt.format : "text";
    bool json = text_same(format, "json");
    if (!json && !text_same(format, "text"))
        return err_set(e, ERR_USAGE, "--format %s: wants text or json", format);
    int rc = known_make(&k, c, e);
    if (rc)
        return rc;
    struct listing l = {.known = &k, .out = buf_make(16 << 20)};
    rc = choose(&l, words, e);
    if (!rc && json)
        put_json(&l);
    else if (!rc && !words->n)
        put_table(&l);
    for (size_t i = 0; i < l.n && words->n && !json; i++)
        explain(&l, l.rows[i]);
    if (!rc)
        rc = io_write(STDOUT_FILENO, buf_str(&l.out), l.out.len, e);
    int refused = k.code.n_refused ? ERR_INCOMPLETE : 0;
    buf_free(&l.out);
    free(l.rows);
    known_free(&k);
    return rc ? rc : refused;
}
