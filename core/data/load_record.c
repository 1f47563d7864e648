/* One value of a text that is loaded: a resource as it stands, or a record of an
 * inventory. */
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/load.h"
#include "data/load_int.h"
#include "data/slice.h"

#include <stdio.h>
#include <string.h>

enum { BATCH = 2000 };

int load_at(struct loading *l)
{
    char where[64];
    snprintf(where, sizeof where, "line %lu", l->line);
    err_at(l->e, where);
    return err_at(l->e, l->name);
}

int load_bad(struct loading *l, const char *what)
{
    err_set(l->e, ERR_DATA, "%s", what);
    return load_at(l);
}

int load_time(struct loading *l, const char *time)
{
    l->timed = true;
    return inventory_set_time(l->inv, time, l->e) ? load_at(l) : 0;
}

/* --- resources --- */

static int put(struct loading *l, const struct inventory_resource *r)
{
    int rc = inventory_put(l->inv, r, l->e);
    if (rc < 0)
        return load_at(l);
    l->stats->resources += rc == PUT_NEW;
    if (rc != PUT_NEW && !l->stats->replaced++)
        l->stats->first_replaced = mem_text(r->id);
    if (++l->pending < BATCH)
        return 0;
    l->pending = 0;
    rc = inventory_commit(l->inv, l->e);
    return rc ? rc : inventory_begin(l->inv, l->e);
}

/* An id that is none for ARM (some answers of the documentation) is kept below "/". NULL
 * when it is of no use. */
static const char *usable_id(const char *id, char own[ARMID_MAX])
{
    char key[ARMID_MAX];
    if (id && *id && *id != '/') {
        int n = snprintf(own, ARMID_MAX, "/%s", id);
        id = n > 0 && n < ARMID_MAX ? own : NULL;
    }
    return id && armid_key(id, key) ? id : NULL;
}

static int leave_out(struct loading *l, const char *what, const char *id)
{
    char text[512];
    snprintf(text, sizeof text, "line %lu: an element without %s was left out: %.200s",
             l->line, what, id ? id : "it has no id");
    if (l->stats->skipped++ < LOAD_SAID)
        load_tell(l, text);
    return 0;
}

int load_loose(struct loading *l, const struct doc *d, const char *text, size_t len,
               const char *source)
{
    char own[ARMID_MAX];
    const char *given = doc_text(d, "/id");
    struct inventory_resource r = {
        .id = usable_id(given, own), .body = text, .body_len = len, .source = source};
    if (!r.id)
        return leave_out(l, "a resource id", given);
    return inventory_typed(l->inv, &r, d) ? put(l, &r) : leave_out(l, "a type", given);
}

/* --- records --- */

static bool one_of(const char *word, const char *a, const char *b, const char *c)
{
    return !word || !strcmp(word, a) || !strcmp(word, b) || !strcmp(word, c);
}

/* A member that is there must be text. */
static bool odd_text(const struct doc *d, const char *pointer)
{
    return doc_type(d, pointer) != DOC_ABSENT && !doc_text(d, pointer);
}

static int resource_line(struct loading *l, const struct doc *d, const char *line,
                         size_t len)
{
    char own[ARMID_MAX];
    const char *body, *id = doc_text(d, "/id");
    int64_t time;
    size_t n;
    if (!slice_member(line, len, "resource", &body, &n) ||
        doc_type(d, "/resource") != DOC_OBJECT)
        return load_bad(l, "a resource line without the object \"resource\"");
    struct inventory_resource r = {
        .id = usable_id(id ? id : doc_text(d, "/resource/id"), own),
        .type = doc_text(d, "/type"),
        .body = body,
        .body_len = n,
        .source = doc_text(d, "/source"),
        .detail = doc_text(d, "/detail"),
        .api_version = doc_text(d, "/api_version"),
        .fetched = doc_text(d, "/fetched")};
    if (!r.id || odd_text(d, "/id"))
        return load_bad(l, "a resource line without a resource id");
    if (odd_text(d, "/type") || odd_text(d, "/api_version"))
        return load_bad(l, "a resource line whose type or api_version is no text");
    if (odd_text(d, "/source") || !one_of(r.source, "graph", "list", "get"))
        return load_bad(l, "its source is none of graph, list, get");
    if (odd_text(d, "/detail") || !one_of(r.detail, "row", "body", "expanded"))
        return load_bad(l, "its detail is none of row, body, expanded");
    if (odd_text(d, "/fetched") || (r.fetched && !clock_parse(r.fetched, &time)))
        return load_bad(l, "\"fetched\" is no time such as 2026-11-24T06:00:00Z");
    return put(l, &r);
}

/* Of several files the first says it; that another one says otherwise is worth a word. */
static int set_meta(struct loading *l, const char *name, const char *value)
{
    const char *have = inventory_meta(l->inv, name);
    if (!have)
        return inventory_set_meta(l->inv, name, value, l->e) ? load_at(l) : 0;
    char text[512];
    snprintf(text, sizeof text,
             "line %lu: %s is %.100s here, and %.100s, which counts, in what came before",
             l->line, name, value, have);
    if (strcmp(have, value) && (!strcmp(name, "tenant") || !strcmp(name, "cloud")))
        load_tell(l, text);
    return 0;
}

static int meta_line(struct loading *l, const struct doc *d)
{
    static const char *const names[] = {"cloud", "tenant", "tool", "scope", "shard"};
    int64_t format, time;
    if (!doc_integer(d, "/format", &format) || format < 1)
        return load_bad(l, "a meta line without \"format\"");
    if (format > INVENTORY_FORMAT)
        return load_bad(l, "its format is newer than this holdfast reads");
    const char *collected = doc_text(d, "/collected");
    if (odd_text(d, "/collected") || (collected && !clock_parse(collected, &time)))
        return load_bad(l, "\"collected\" is no time such as 2026-11-24T06:00:00Z");
    int rc = collected ? load_time(l, collected) : 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !rc; i++) {
        char pointer[32];
        snprintf(pointer, sizeof pointer, "/%s", names[i]);
        const char *value = doc_text(d, pointer);
        if (value)
            rc = set_meta(l, names[i], value);
    }
    return rc;
}

static int gap_line(struct loading *l, const struct doc *d)
{
    int64_t status = 0;
    struct inventory_gap g = {.scope = doc_text(d, "/scope"),
                              .type = doc_text(d, "/type"),
                              .code = doc_text(d, "/code"),
                              .message = doc_text(d, "/message"),
                              .action = doc_text(d, "/action")};
    if (!g.scope)
        return load_bad(l, "a gap line without \"scope\"");
    if (odd_text(d, "/type")) /* without one, it is of all types */
        return load_bad(l, "a gap line whose type is no text");
    if (doc_type(d, "/status") != DOC_ABSENT &&
        (!doc_integer(d, "/status", &status) || status < 0 || status > 999))
        return load_bad(l, "a gap line whose status is no HTTP status");
    g.status = (int)status;
    l->stats->gaps++;
    return inventory_put_gap(l->inv, &g, l->e) ? load_at(l) : 0;
}

/* Without a variant it speaks of all: one that cannot be read must not. */
static int complete_line(struct loading *l, const struct doc *d)
{
    const char *scope = doc_text(d, "/scope"), *type = doc_text(d, "/type");
    int64_t variant = -1;
    if (!scope || !type || !*type)
        return load_bad(l, "a complete line wants \"scope\" and \"type\"");
    if (doc_type(d, "/variant") != DOC_ABSENT &&
        (!doc_integer(d, "/variant", &variant) || variant < 0 ||
         variant > INVENTORY_VARIANTS))
        return load_bad(l, "a complete line with an odd variant");
    l->stats->completes++;
    int rc = inventory_put_complete(l->inv, scope, type, (int)variant, l->e);
    return rc ? load_at(l) : 0;
}

static int end_line(struct loading *l, const struct doc *d)
{
    int64_t lines = -1;
    l->good_end =
        !l->ended && doc_integer(d, "/lines", &lines) && lines == (int64_t)l->records - 1;
    l->ended = true;
    return 0;
}

int load_record(struct loading *l, const struct doc *d, const char *line, size_t len)
{
    const char *kind = doc_text(d, "/kind");
    if (!kind)
        return 1;
    /* Some resources have a `kind` of their own, a word that their owner chooses: it must
     * not turn one into a statement. */
    if (doc_text(d, "/id"))
        return !strcmp(kind, "resource") && doc_type(d, "/resource") == DOC_OBJECT
                   ? resource_line(l, d, line, len)
                   : 1;
    if (!strcmp(kind, "resource"))
        return resource_line(l, d, line, len);
    if (!strcmp(kind, "meta"))
        return meta_line(l, d);
    if (!strcmp(kind, "gap"))
        return gap_line(l, d);
    if (!strcmp(kind, "complete"))
        return complete_line(l, d);
    return strcmp(kind, "end") ? 1 : end_line(l, d);
}
