#include "data/told.h"

#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"

#include <stdbool.h>
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

static bool is_met(const struct catalog_told *told, const struct doc *d)
{
    const char *at = told->pointer;
    double number;
    if (!told->words)
        return doc_number(d, at, &number);
    int truth = doc_truth(d, at);
    const char *word = truth < 0 ? doc_text(d, at) : truth ? "true" : "false";
    return word && is_word(told->words, word);
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
