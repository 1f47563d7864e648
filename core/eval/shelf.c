#include "eval/shelf.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SLOTS_FIRST = 256 /* a power of two */ };

struct shelf {
    struct inventory *inv;
    struct hash_key hash;
    size_t bytes, most; /* of those in the order of use */
    uint64_t turn;
    hf_resource **rows, **keys; /* by hash */
    size_t n, slots;
    hf_resource *newest, *oldest; /* of those that nobody holds */
    hf_resource *bare;            /* handles of this turn whose bodies are gone */
    struct {
        const char *type; /* the inventory's own */
        const struct catalog_row *row;
    } last[64];           /* by address */
    int64_t pretended;    /* row, or 0 */
    const char *pretence; /* its body */
};

/* --- tables --- */

static size_t row_slot(const struct shelf *s, int64_t n)
{
    return (size_t)((uint64_t)n * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (s->slots - 1);
}

static size_t key_slot(const struct shelf *s, const char *key)
{
    return (size_t)hash_bytes(s->hash, key, strlen(key)) & (s->slots - 1);
}

static void put_in(struct shelf *s, hf_resource *r)
{
    hf_resource **row = &s->rows[row_slot(s, r->n)],
                **key = &s->keys[key_slot(s, r->key)];
    r->row_next = *row;
    r->key_next = *key;
    *row = *key = r;
}

static void grow(struct shelf *s)
{
    hf_resource **rows = s->rows;
    size_t old = s->slots;
    s->slots = old ? old * 2 : SLOTS_FIRST;
    free(s->keys);
    s->rows = mem_new(s->slots * sizeof(hf_resource *));
    s->keys = mem_new(s->slots * sizeof(hf_resource *));
    for (size_t i = 0; i < old; i++)
        for (hf_resource *r = rows[i], *next; r; r = next) {
            next = r->row_next;
            put_in(s, r);
        }
    free(rows);
}

static void take_out(struct shelf *s, hf_resource *r)
{
    hf_resource **at = &s->rows[row_slot(s, r->n)];
    while (*at != r)
        at = &(*at)->row_next;
    *at = r->row_next;
    for (at = &s->keys[key_slot(s, r->key)]; *at != r;)
        at = &(*at)->key_next;
    *at = r->key_next;
    s->n--;
}

/* --- the order of use --- */

static void unlink_use(struct shelf *s, hf_resource *r)
{
    *(r->newer ? &r->newer->older : &s->newest) = r->older;
    *(r->older ? &r->older->newer : &s->oldest) = r->newer;
    r->newer = r->older = NULL;
    s->bytes -= r->bytes;
}

static void link_newest(struct shelf *s, hf_resource *r)
{
    r->bytes = r->alone + (r->body ? r->body_len : 0) + doc_bytes(r->doc);
    r->older = s->newest;
    *(s->newest ? &s->newest->newer : &s->oldest) = r;
    s->newest = r;
    s->bytes += r->bytes;
}

static void unlink_bare(struct shelf *s, hf_resource *r)
{
    *(r->newer ? &r->newer->older : &s->bare) = r->older;
    if (r->older)
        r->older->newer = r->newer;
    r->newer = r->older = NULL;
    r->bare = false;
}

static void link_bare(struct shelf *s, hf_resource *r)
{
    r->bare = true;
    r->older = s->bare;
    if (r->older)
        r->older->newer = r;
    s->bare = r;
}

/* --- life --- */

static void drop_body(hf_resource *r)
{
    doc_free(r->doc);
    free(r->body);
    free(r->refused);
    r->doc = NULL;
    r->body = r->refused = NULL;
}

static void destroy(hf_resource *r)
{
    drop_body(r);
    free(r);
}

static void remove_one(struct shelf *s, hf_resource *r)
{
    take_out(s, r);
    destroy(r);
}

/* One that nobody holds leaves the order of use: for good, or but for its handle. */
static void evict(struct shelf *s, hf_resource *r)
{
    unlink_use(s, r);
    if (r->turn != s->turn) {
        remove_one(s, r);
        return;
    }
    drop_body(r);
    link_bare(s, r);
}

static void trim(struct shelf *s)
{
    while (s->bytes > s->most && s->oldest)
        evict(s, s->oldest);
}

static char *put_text(char **at, const char *text)
{
    if (!text)
        return NULL;
    size_t n = strlen(text) + 1;
    char *copy = memcpy(*at, text, n);
    *at += n;
    return copy;
}

static size_t size_of(const char *text) { return text ? strlen(text) + 1 : 0; }

static const struct catalog_row *row_of(struct shelf *s, const char *type)
{
    size_t i = ((uintptr_t)type >> 4) % (sizeof s->last / sizeof *s->last);
    if (s->last[i].type != type) {
        s->last[i].type = type;
        s->last[i].row = catalog_find(inventory_catalog(s->inv), type);
    }
    return s->last[i].row;
}

static hf_resource *make(struct shelf *s, const struct inventory_resource *from)
{
    const char *id = from->id ? from->id : from->key;
    size_t size = sizeof(hf_resource) + size_of(from->key) + size_of(id) +
                  size_of(from->type) + size_of(from->source) +
                  size_of(from->api_version);
    hf_resource *r = mem_new(size);
    char *at = (char *)(r + 1);
    r->n = from->n;
    r->row = row_of(s, from->type);
    r->key = put_text(&at, from->key);
    r->id = put_text(&at, id);
    r->type = put_text(&at, from->type);
    r->source = put_text(&at, from->source);
    r->api_version = put_text(&at, from->api_version);
    r->body_len = from->body_len;
    r->body = mem_textn(from->body, from->body_len);
    r->alone = size;
    if (s->n >= s->slots)
        grow(s);
    put_in(s, r);
    s->n++;
    return r;
}

struct shelf *shelf_make(struct inventory *inv, size_t bytes)
{
    struct shelf *s = mem_new(sizeof *s);
    s->inv = inv;
    s->most = bytes;
    s->turn = 1;
    if (getrandom(&s->hash, sizeof s->hash, 0) != (ssize_t)sizeof s->hash)
        s->hash.a = (uint64_t)(uintptr_t)s; /* without: better than a constant */
    grow(s);
    return s;
}

void shelf_free(struct shelf *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->slots; i++)
        for (hf_resource *r = s->rows[i], *next; r; r = next) {
            next = r->row_next;
            destroy(r);
        }
    free(s->rows);
    free(s->keys);
    free(s);
}

/* --- asking --- */

void shelf_hold(struct shelf *s, hf_resource *r)
{
    r->turn = s->turn;
    if (r->held++)
        return;
    if (r->bare)
        unlink_bare(s, r);
    else
        unlink_use(s, r);
}

static hf_resource *new_one(struct shelf *s, const struct inventory_resource *from)
{
    hf_resource *r = make(s, from);
    r->turn = s->turn;
    r->held = 1;
    return r;
}

int shelf_row(struct shelf *s, const struct inventory_resource *head, hf_resource **out,
              struct err *e)
{
    hf_resource *r = s->rows[row_slot(s, head->n)];
    while (r && r->n != head->n)
        r = r->row_next;
    struct inventory_resource read;
    int rc = 1;
    if (!r)
        rc = inventory_get_n(s->inv, head->n, &read, e);
    /* The index and the table are two places in a file that may be hostile. */
    if (rc == 0 || (rc == 1 && strcmp(r ? r->key : read.key, head->key)))
        rc = err_set(e, ERR_DATA, "inventory: its index does not fit row %lld",
                     (long long)head->n);
    if (rc < 0)
        return rc;
    if (r)
        shelf_hold(s, r);
    *out = r ? r : new_one(s, &read);
    return 1;
}

int shelf_key(struct shelf *s, const char *key, hf_resource **out, struct err *e)
{
    hf_resource *r = s->keys[key_slot(s, key)];
    while (r && strcmp(r->key, key))
        r = r->key_next;
    struct inventory_resource read;
    if (r) {
        shelf_hold(s, r);
    } else {
        int rc = inventory_get(s->inv, key, &read, e);
        if (rc != 1)
            return rc;
        r = new_one(s, &read);
    }
    *out = r;
    return 1;
}

void shelf_let_go(struct shelf *s, hf_resource *r)
{
    if (--r->held)
        return;
    link_newest(s, r);
    trim(s);
}

void shelf_discard(struct shelf *s, hf_resource *r)
{
    if (--r->held)
        return;
    link_newest(s, r);
    evict(s, r);
}

void shelf_turn(struct shelf *s)
{
    s->turn++;
    while (s->bare) {
        hf_resource *r = s->bare;
        unlink_bare(s, r);
        remove_one(s, r);
    }
}

/* --- bodies --- */

/* 1 when the text is there. */
static int read_again(struct shelf *s, hf_resource *r, struct err *e)
{
    struct inventory_resource again;
    if (r->body)
        return 1;
    int rc = inventory_get_n(s->inv, r->n, &again, e);
    if (rc == 0)
        rc = err_set(e, ERR_DATA, "inventory: row %lld is gone", (long long)r->n);
    if (rc == 1)
        r->body = mem_textn(again.body, again.body_len);
    return rc;
}

static bool is_pretended(const struct shelf *s, const hf_resource *r)
{
    return s->pretence && s->pretended == r->n;
}

const struct doc *shelf_doc(struct shelf *s, hf_resource *r)
{
    struct err e = {0};
    if (r->doc || r->refused)
        return r->doc;
    if (is_pretended(s, r))
        r->doc = doc_parse(s->pretence, strlen(s->pretence), &e);
    else if (read_again(s, r, &e) == 1)
        r->doc = doc_parse_lent(r->body, r->body_len, &e);
    if (!r->doc)
        r->refused = mem_text(e.text);
    return r->doc;
}

int shelf_names(struct shelf *s, hf_resource *r, const char *key, struct err *e)
{
    int rc = read_again(s, r, e);
    if (rc < 0 || inventory_names(r->body, r->body_len, key))
        return rc;
    /* Where something is escaped, the text does not tell. */
    if (!memchr(r->body, '\\', r->body_len))
        return 0;
    if (!is_pretended(s, r))
        return inventory_doc_names(shelf_doc(s, r), key);
    struct doc *d = doc_parse(r->body, r->body_len, NULL);
    rc = inventory_doc_names(d, key);
    doc_free(d);
    return rc;
}

static void forget(struct shelf *s, int64_t n)
{
    hf_resource *r = s->rows[row_slot(s, n)];
    while (r && r->n != n)
        r = r->row_next;
    if (!r)
        return;
    shelf_hold(s, r);
    shelf_discard(s, r);
}

void shelf_pretend(struct shelf *s, int64_t n, const char *body)
{
    shelf_turn(s);
    if (s->pretence)
        forget(s, s->pretended);
    s->pretended = body ? n : 0;
    s->pretence = body;
    if (body)
        forget(s, n);
    shelf_turn(s);
}
