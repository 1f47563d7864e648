#include "scan/outcome.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/strs.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };

/* --- evidence --- */

static void open_entry(struct buf *out, const char *id, size_t id_len,
                       const char *pointer, size_t pointer_len)
{
    json_comma(out);
    buf_char(out, '{');
    json_key(out, "resource");
    json_textn(out, id, id_len);
    json_key(out, "pointer");
    json_textn(out, pointer, pointer_len);
    json_key(out, "value");
}

static void close_entry(struct buf *out, bool assumed)
{
    if (assumed)
        json_member_bool(out, "default", true);
    buf_char(out, '}');
}

/* A worker says that this is JSON; what is none becomes a string. */
static void put_value(struct buf *out, const struct frame_text *v)
{
    struct buf list = buf_make(VALUE_MAX + 3);
    buf_char(&list, '[');
    buf_add(&list, v->data, v->len);
    buf_char(&list, ']');
    struct doc *d = doc_parse(buf_str(&list), list.len, NULL);
    if (d && doc_length(d, "") == 1)
        doc_print(d, "/0", out);
    else
        json_textn(out, v->data, v->len);
    doc_free(d);
    buf_free(&list);
}

static char *said_evidence(const struct frame_detail *d)
{
    struct buf out = buf_make(TEXT_MAX);
    buf_char(&out, '[');
    for (size_t i = 0; d && i < d->n_evidence; i++) {
        const struct frame_evidence *ev = &d->evidence[i];
        open_entry(&out, ev->id.data, ev->id.len, ev->pointer.data, ev->pointer.len);
        put_value(&out, &ev->value);
        close_entry(&out, ev->assumed != 0);
    }
    buf_char(&out, ']');
    return buf_steal(&out);
}

/* Members that an entry may have. */
static bool entry_known(const struct doc *d, const char *at)
{
    static const char *const names[] = {"resource", "pointer", "value", "default", NULL};
    const char *name;
    for (size_t i = 0; (name = doc_member(d, at, i)); i++) {
        size_t k = 0;
        while (names[k] && strcmp(names[k], name))
            k++;
        if (!names[k])
            return false;
    }
    return doc_type(d, at) == DOC_OBJECT;
}

char *outcome_evidence(const struct doc *d, const char *pointer, const char *id)
{
    struct buf out = buf_make(TEXT_MAX);
    bool good = doc_type(d, pointer) == DOC_ARRAY;
    buf_char(&out, '[');
    for (size_t i = 0; good && i < doc_length(d, pointer); i++) {
        char at[128], member[160];
        snprintf(at, sizeof at, "%s/%zu", pointer, i);
        snprintf(member, sizeof member, "%s/resource", at);
        const char *resource = doc_text(d, member);
        snprintf(member, sizeof member, "%s/pointer", at);
        const char *where = doc_text(d, member);
        good = where && entry_known(d, at);
        if (!good)
            break;
        resource = resource ? resource : id;
        open_entry(&out, resource, strlen(resource), where, strlen(where));
        snprintf(member, sizeof member, "%s/value", at);
        doc_print(d, member, &out);
        snprintf(member, sizeof member, "%s/default", at);
        close_entry(&out, doc_truth(d, member) == 1);
    }
    buf_char(&out, ']');
    char *text = buf_steal(&out);
    if (!good) {
        free(text);
        text = NULL;
    }
    return text;
}

/* --- details --- */

static char *join_sorted(struct strs *members)
{
    struct buf out = buf_make(TEXT_MAX);
    strs_sort(members);
    buf_char(&out, '{');
    for (size_t i = 0; i < members->n; i++) {
        json_comma(&out);
        buf_text(&out, members->at[i]);
    }
    buf_char(&out, '}');
    strs_free(members);
    return buf_steal(&out);
}

static void add_member(struct strs *members, const char *key, size_t key_len,
                       const char *text, size_t len)
{
    struct buf one = buf_make(TEXT_MAX);
    json_textn(&one, key, key_len);
    buf_char(&one, ':');
    size_t head = one.len;
    json_textn(&one, text, len);
    bool twice = false; /* a key counts once, the first time */
    for (size_t i = 0; i < members->n; i++)
        twice |= !strncmp(members->at[i], buf_str(&one), head);
    if (!twice)
        strs_add(members, buf_str(&one));
    buf_free(&one);
}

static char *said_detail(const struct frame_detail *d)
{
    struct strs members = {0};
    for (size_t i = 0; d && i < d->n_remarks; i++)
        add_member(&members, d->remarks[i].key.data, d->remarks[i].key.len,
                   d->remarks[i].value.data, d->remarks[i].value.len);
    return join_sorted(&members);
}

char *outcome_detail(const struct doc *d, const char *pointer)
{
    struct strs members = {0};
    const char *name;
    if (doc_type(d, pointer) != DOC_OBJECT)
        return NULL;
    for (size_t i = 0; (name = doc_member(d, pointer, i)); i++) {
        char at[256];
        snprintf(at, sizeof at, "%s/%s", pointer, name);
        const char *text = doc_text(d, at);
        if (!text) {
            strs_free(&members);
            return NULL;
        }
        add_member(&members, name, strlen(name), text, strlen(text));
    }
    return join_sorted(&members);
}

/* --- outcomes --- */

void outcome_set(struct outcome *o, enum verdict v, enum severity s,
                 const struct frame_detail *d)
{
    o->verdict = v;
    o->severity = s;
    o->message = d ? mem_textn(d->message.data, d->message.len) : mem_text("");
    o->evidence = said_evidence(d);
    o->detail = said_detail(d);
}

void outcome_copy(struct outcome *to, const struct outcome *from)
{
    *to = *from;
    to->id = mem_text(from->id);
    to->key = mem_text(from->key);
    to->message = mem_text(from->message);
    to->evidence = mem_text(from->evidence);
    to->detail = mem_text(from->detail);
}

void outcome_free(struct outcome *o)
{
    free(o->id);
    free(o->key);
    free(o->message);
    free(o->evidence);
    free(o->detail);
    *o = (struct outcome){0};
}

bool outcome_same(const struct outcome *a, const struct outcome *b, bool evidence)
{
    return a->verdict == b->verdict && a->severity == b->severity &&
           !strcmp(a->message, b->message) && !strcmp(a->detail, b->detail) &&
           (!evidence || !strcmp(a->evidence, b->evidence));
}
