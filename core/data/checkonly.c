#include "data/checkonly.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the line --- */

void checkonly_encode(const struct check_info *c, struct buf *out)
{
    if (!c->n_only)
        return;
    json_key(out, "only");
    buf_char(out, '[');
    for (size_t i = 0; i < c->n_only; i++) {
        const struct check_only *o = &c->only[i];
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "type", o->type);
        json_list(out, "kinds", &o->kinds);
        if (o->unless) {
            json_member(out, "unless", o->unless);
            json_list(out, "is", &o->is);
        }
        if (o->below)
            json_member(out, "below", o->below);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static char *copy_text(const struct doc *d, const char *at, const char *member)
{
    char pointer[640];
    snprintf(pointer, sizeof pointer, "%s/%s", at, member);
    return mem_text(doc_text(d, pointer));
}

static int decode_words(const struct doc *d, const char *at, const char *member,
                        struct strs *out, struct err *e)
{
    char pointer[700];
    snprintf(pointer, sizeof pointer, "%s/%s", at, member);
    size_t n = doc_length(d, pointer);
    for (size_t i = 0; i < n; i++) {
        snprintf(pointer, sizeof pointer, "%s/%s/%zu", at, member, i);
        const char *word = doc_text(d, pointer);
        if (!word || i == CHECK_LIST_MAX)
            return err_set(e, ERR_DATA, "only: %s wants up to %d words", member,
                           CHECK_LIST_MAX);
        strs_add(out, word);
    }
    return 0;
}

int checkonly_decode(const struct doc *d, const char *base, struct check_info *c,
                     struct err *e)
{
    char at[600];
    snprintf(at, sizeof at, "%s/only", base);
    size_t n = doc_length(d, at);
    if (n > CHECK_LIST_MAX)
        return err_set(e, ERR_DATA, "only: more than %d", CHECK_LIST_MAX);
    int rc = 0;
    c->only = n ? mem_new(n * sizeof *c->only) : NULL;
    for (size_t i = 0; i < n && !rc; i++) {
        struct check_only *o = &c->only[c->n_only++];
        snprintf(at, sizeof at, "%s/only/%zu", base, i);
        o->type = copy_text(d, at, "type");
        o->unless = copy_text(d, at, "unless");
        o->below = copy_text(d, at, "below");
        rc = decode_words(d, at, "kinds", &o->kinds, e);
        if (!rc)
            rc = decode_words(d, at, "is", &o->is, e);
    }
    return rc;
}

void checkonly_free(struct check_info *c)
{
    for (size_t i = 0; i < c->n_only; i++) {
        free(c->only[i].type);
        free(c->only[i].unless);
        free(c->only[i].below);
        strs_free(&c->only[i].kinds);
        strs_free(&c->only[i].is);
    }
    free(c->only);
    c->only = NULL;
    c->n_only = 0;
}

static void copy_words(struct strs *to, const struct strs *from)
{
    for (size_t i = 0; i < from->n; i++)
        strs_add(to, from->at[i]);
}

void checkonly_copy(struct check_info *to, const struct check_info *from)
{
    to->only = from->n_only ? mem_new(from->n_only * sizeof *to->only) : NULL;
    to->n_only = from->n_only;
    for (size_t i = 0; i < from->n_only; i++) {
        to->only[i] = (struct check_only){.type = mem_text(from->only[i].type),
                                          .unless = mem_text(from->only[i].unless),
                                          .below = mem_text(from->only[i].below)};
        copy_words(&to->only[i].kinds, &from->only[i].kinds);
        copy_words(&to->only[i].is, &from->only[i].is);
    }
}

/* --- what it takes --- */

const struct check_only *checkonly_find(const struct check_info *c,
                                        const struct catalog_row *row)
{
    for (size_t i = 0; i < c->n_only; i++) {
        if (text_same(c->only[i].type, row->type))
            return &c->only[i];
        for (const char *const *alias = row->aliases; *alias; alias++)
            if (text_same(c->only[i].type, *alias))
                return &c->only[i];
    }
    return NULL;
}

/* A filter says "backupManagementType eq 'MAB'". */
static bool is_kind(const char *filter, const char *kind)
{
    char quoted[CHECKONLY_WORD_MAX + 3];
    snprintf(quoted, sizeof quoted, "'%s'", kind);
    return strstr(filter, quoted) != NULL;
}

uint64_t checkonly_kind(const struct catalog_row *row, const char *kind)
{
    uint64_t of = 0;
    for (size_t i = 0; row->filters && row->filters[i]; i++)
        if (is_kind(row->filters[i], kind))
            of |= UINT64_C(1) << i;
    return of;
}

uint64_t checkonly_filters(const struct check_info *c, const struct catalog_row *row)
{
    const struct check_only *o = c->n_only ? checkonly_find(c, row) : NULL;
    uint64_t of = 0;
    for (size_t i = 0; o && i < o->kinds.n; i++)
        of |= checkonly_kind(row, o->kinds.at[i]);
    return of ? of : CHECKONLY_ALL;
}

bool checkonly_some(const struct check_info *c, const struct catalog_row *row)
{
    return c->n_only && row && ~checkonly_filters(c, row);
}

/* The fact that a filter is about: "backupManagementType eq 'MAB'". */
static const char *fact_of(const struct doc *d, const char *filter)
{
    char pointer[128];
    snprintf(pointer, sizeof pointer, "/properties/%.*s", (int)strcspn(filter, " "),
             filter);
    return doc_text(d, pointer);
}

bool checkonly_judges(const struct check_info *c, const struct catalog_row *row,
                      const struct doc *d)
{
    uint64_t of = checkonly_filters(c, row);
    for (size_t i = 0; row->filters && row->filters[i]; i++) {
        const char *value = strchr(row->filters[i], '\''),
                   *is = fact_of(d, row->filters[i]);
        size_t n = value ? strcspn(value + 1, "'") : 0;
        if (!is)
            return true;
        if (strlen(is) == n && text_same_n(is, value + 1, n))
            return of >> i & 1;
    }
    return true;
}
