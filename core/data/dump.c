#include "data/dump.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/jsonout.h"

#include <stdbool.h>
#include <string.h>

enum { FLUSH = 1 << 20, MOST = 2 * DOC_BYTES };

struct dumping {
    struct inventory *inv;
    int fd;
    long long lines;
    struct buf out;
    struct err *e;
};

static int end_of_line(struct dumping *d)
{
    buf_text(&d->out, "}\n");
    d->lines++;
    if (d->out.full)
        return err_set(d->e, ERR_IO, "a line of the dump is too long");
    if (d->out.len < FLUSH)
        return 0;
    int rc = io_write(d->fd, buf_str(&d->out), d->out.len, d->e);
    buf_clear(&d->out);
    return rc;
}

static void begin(struct dumping *d, const char *kind)
{
    buf_char(&d->out, '{');
    json_member(&d->out, "kind", kind);
}

static void optional(struct dumping *d, const char *key, const char *value)
{
    if (value)
        json_member(&d->out, key, value);
}

static int dump_meta(struct dumping *d)
{
    static const char *const names[] = {"collected", "cloud", "tenant",
                                        "tool",      "scope", "shard"};
    begin(d, "meta");
    json_member_int(&d->out, "format", INVENTORY_FORMAT);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        optional(d, names[i], inventory_meta(d->inv, names[i]));
    return end_of_line(d);
}

/* Whether a body's own word for its type gives the one that it is kept under. */
static bool leads_to(const struct dumping *d, const char *said, const char *type)
{
    const struct catalog_row *row = catalog_find(inventory_catalog(d->inv), said);
    return text_same(row ? row->type : said, type);
}

/* The body as it was stored; line breaks in it, and what names it when it does not do so
 * itself. */
static int dump_resource(struct dumping *d, const struct inventory_resource *r)
{
    struct doc *body = doc_parse(r->body, r->body_len, d->e);
    if (!body)
        return err_at(d->e, r->id);
    const char *id = doc_text(body, "/id"), *type = doc_text(body, "/type");
    begin(d, "resource");
    if (strcmp(r->source, "get"))
        json_member(&d->out, "source", r->source);
    if (strcmp(r->detail, "body"))
        json_member(&d->out, "detail", r->detail);
    optional(d, "api_version", r->api_version);
    optional(d, "fetched", r->fetched);
    if (!id || strcmp(id, r->id))
        json_member(&d->out, "id", r->id);
    if (!type || !leads_to(d, type, r->type))
        json_member(&d->out, "type", r->type);
    json_key(&d->out, "resource");
    if (memchr(r->body, '\n', r->body_len))
        doc_print(body, "", &d->out);
    else
        buf_add(&d->out, r->body, r->body_len);
    doc_free(body);
    return end_of_line(d);
}

static int dump_resources(struct dumping *d)
{
    struct inventory_cursor *c = inventory_walk(d->inv, NULL, NULL, true);
    struct inventory_resource r;
    int rc, failed = 0;
    while (!failed && (rc = inventory_next(c, &r, d->e)) == 1)
        failed = dump_resource(d, &r);
    inventory_end(c);
    return failed ? failed : rc;
}

static int dump_gap(void *ctx, const struct inventory_gap *g)
{
    struct dumping *d = ctx;
    begin(d, "gap");
    json_member(&d->out, "scope", g->scope);
    json_member(&d->out, "type", g->type);
    if (g->status)
        json_member_int(&d->out, "status", g->status);
    optional(d, "code", g->code);
    optional(d, "message", g->message);
    optional(d, "action", g->action);
    return end_of_line(d);
}

static int dump_complete(void *ctx, const char *scope, const char *type, int variant)
{
    struct dumping *d = ctx;
    begin(d, "complete");
    json_member(&d->out, "scope", scope);
    json_member(&d->out, "type", type);
    if (variant >= 0)
        json_member_int(&d->out, "variant", variant);
    return end_of_line(d);
}

int dump_file(struct inventory *inv, int fd, struct err *e)
{
    struct dumping d = {inv, fd, 0, buf_make(MOST), e};
    *e = (struct err){0};
    int rc = dump_meta(&d);
    if (!rc)
        rc = dump_resources(&d);
    if (!rc)
        rc = inventory_each_gap(inv, dump_gap, &d);
    if (!rc)
        rc = inventory_each_complete(inv, dump_complete, &d);
    if (rc && !e->code)
        err_set(e, ERR_IO, "the inventory cannot be read to its end");
    if (!rc) {
        begin(&d, "end");
        json_member_int(&d.out, "lines", d.lines);
        rc = end_of_line(&d);
    }
    if (!rc)
        rc = io_write(fd, buf_str(&d.out), d.out.len, e);
    buf_free(&d.out);
    return rc;
}
