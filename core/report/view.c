#include "report/view.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/doc.h"
#include "data/finding.h"
#include "data/inventory.h"

#include <stdlib.h>
#include <string.h>

void view_free(struct view *v)
{
    free(v->id);
    free(v->key);
    free(v->type);
    free(v->name);
    free(v->location);
    free(v->group);
    free(v->subscription);
    *v = (struct view){0};
}

static char *segment(const char *text, size_t len)
{
    return text && len ? mem_textn(text, len) : mem_text("");
}

int view_read(struct view *v, struct inventory *inv, int64_t row, struct err *e)
{
    struct inventory_resource r;
    if (v->id && v->row == row)
        return 0;
    int rc = inventory_get_n(inv, row, &r, e);
    if (rc != 1)
        return rc < 0 ? rc : err_set(e, ERR_DATA, "the inventory has lost a resource");
    view_free(v);
    size_t group_len = 0, sub_len = 0;
    const char *group = armid_group(r.id, &group_len);
    const char *sub = armid_subscription(r.id, &sub_len);
    char *location = doc_pick(r.body, r.body_len, "/location");
    *v = (struct view){row,
                       mem_text(r.id),
                       mem_text(r.key),
                       mem_text(r.type),
                       mem_text(armid_name(r.id)),
                       location ? location : mem_text(""),
                       segment(group, group_len),
                       segment(sub, sub_len)};
    return 0;
}

/* --- vaults --- */

static char *vault_name(const struct view *v)
{
    size_t end = armid_vault(v->key), start = end;
    while (start && v->key[start - 1] != '/')
        start--;
    return end && strlen(v->id) >= end ? mem_textn(v->id + start, end - start) : NULL;
}

/* --- remedies --- */

void view_word(struct buf *out, const char *word)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-";
    if (*word && strspn(word, plain) == strlen(word)) {
        buf_text(out, word);
        return;
    }
    buf_char(out, '\'');
    for (; *word; word++)
        buf_text(out, *word == '\'' ? "'\\''" : (char[]){*word, '\0'});
    buf_char(out, '\'');
}

static char *value_of(const struct view *v, const char *name, size_t len)
{
    const struct {
        const char *name, *value;
    } all[] = {{"name", v->name},
               {"id", v->id},
               {"resourceGroup", v->group},
               {"subscriptionId", v->subscription}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].name) == len && !memcmp(all[i].name, name, len))
            return *all[i].value ? mem_text(all[i].value) : NULL;
    if (len == 5 && !memcmp(name, "vault", 5))
        return vault_name(v);
    bool policy = len == 6 && !memcmp(name, "policy", 6);
    const char *kind = strrchr(v->type, '/');
    return policy && kind && text_same(kind, "/backupPolicies") ? mem_text(v->name)
                                                                : NULL;
}

static void fill(const struct view *v, const char *text, size_t len, struct buf *out)
{
    for (const char *end = text + len; text < end;) {
        const char *open = memchr(text, '{', (size_t)(end - text));
        size_t plain = (size_t)((open ? open : end) - text);
        buf_add(out, text, plain);
        text += plain;
        const char *close = open ? memchr(text, '}', (size_t)(end - text)) : NULL;
        char *value = close ? value_of(v, text + 1, (size_t)(close - text) - 1) : NULL;
        if (!value) {
            buf_add(out, text, open ? 1 : 0);
            text += open != NULL;
            continue;
        }
        view_word(out, value);
        free(value);
        text = close + 1;
    }
}

void view_remedy(const struct view *v, const char *remedy, struct buf *out)
{
    static const char rsv[] = "RSV: ", bv[] = " ; BV: ";
    const char *second = strstr(remedy, bv), *first = strstr(remedy, rsv);
    if (!second) {
        fill(v, remedy, strlen(remedy), out);
        return;
    }
    /* What stands before "RSV: " is for both kinds. */
    bool marked = first && first < second;
    const char *own = marked ? first + strlen(rsv) : remedy;
    if (marked)
        fill(v, remedy, (size_t)(first - remedy), out);
    if (text_starts_same(v->type, "Microsoft.DataProtection/"))
        fill(v, second + strlen(bv), strlen(second + strlen(bv)), out);
    else
        fill(v, own, (size_t)(second - own), out);
}

int view_remedy_of(const struct view *v, const struct result *r, const struct finding *f,
                   struct buf *out, struct err *e)
{
    if (r->findings.remedy)
        return r->findings.remedy(r->findings.self, f, out, e);
    if (f->check->remedy)
        view_remedy(v, f->check->remedy, out);
    return 0;
}
