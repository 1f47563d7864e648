#include "data/told.h"

#include "base/err.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"

#include <string.h>

static bool is_word(const char *words, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = words; len && *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n == len && text_same_n(p, word, n))
            return true;
        p += n;
    }
    return false;
}

bool told_is(const struct doc *d, const char *pointer, const char *words)
{
    int truth = doc_truth(d, pointer);
    const char *word = truth < 0 ? doc_text(d, pointer) : truth ? "true" : "false";
    return word && is_word(words, word);
}

int told_below(struct inventory *inv, const char *key, const char *type,
               const char *pointer, const char *words, struct err *e)
{
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_below(inv, key, type, true);
    int rc = c ? 1 : err_set(e, ERR_DATA, "cannot read the inventory below %s", key);
    bool found = false;
    while (rc == 1 && !found && (rc = inventory_next(c, &r, e)) == 1) {
        struct doc *d = doc_parse(r.body, r.body_len, NULL);
        found = d && told_is(d, pointer, words);
        doc_free(d);
    }
    inventory_end(c);
    return rc < 0 ? rc : found;
}

static bool is_met(const struct catalog_told *told, const struct doc *d)
{
    double number;
    return told->words ? told_is(d, told->pointer, told->words)
                       : doc_number(d, told->pointer, &number);
}

enum told told_weigh(const struct catalog_row *row, const struct doc *d)
{
    size_t met = 0, wanted = 0;
    if (!d || !row->told)
        return TOLD_NOTHING;
    for (const struct catalog_told *t = row->told; t->pointer; t++) {
        bool is = is_met(t, d);
        if (t->none && is)
            return TOLD_NONE;
        met += !t->none && is;
        wanted += !t->none;
    }
    return wanted && met == wanted ? TOLD_ANSWERED : TOLD_NOTHING;
}
