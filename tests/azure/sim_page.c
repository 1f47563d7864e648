#include "sim_page.h"

#include "sim_text.h"

#include <stdlib.h>
#include <string.h>

const char *sim_page_issue(struct sim_pages *pages, const char *key, size_t next,
                           size_t total)
{
    struct sim_page_token *token;
    char guid[SIM_TEXT_GUID];

    for (size_t i = pages->count; i-- > 0;) {
        token = &pages->tokens[i];
        if (token->next == next && strcmp(token->key, key) == 0)
            return token->text;
    }
    pages->tokens = sim_text_grow(pages->tokens, pages->count + 1, sizeof *pages->tokens);
    token = &pages->tokens[pages->count];
    sim_text_guid(guid);
    token->text = sim_text_print("%zu_%s", pages->count, guid);
    token->key = sim_text_copy(key, strlen(key));
    token->next = next;
    token->total = total;
    token->depth = pages->depth + 1;
    if (token->depth > pages->deepest)
        pages->deepest = token->depth;
    pages->count++;
    return token->text;
}

const struct sim_page_token *sim_page_find(const struct sim_pages *pages, const char *key,
                                           const char *text)
{
    unsigned long index = strtoul(text, NULL, 10);
    const struct sim_page_token *token;

    if (index >= pages->count)
        return NULL;
    token = &pages->tokens[index];
    return strcmp(token->text, text) == 0 && strcmp(token->key, key) == 0 ? token : NULL;
}

void sim_page_clear(struct sim_pages *pages)
{
    for (size_t i = 0; i < pages->count; i++) {
        free(pages->tokens[i].text);
        free(pages->tokens[i].key);
    }
    free(pages->tokens);
    memset(pages, 0, sizeof *pages);
}
