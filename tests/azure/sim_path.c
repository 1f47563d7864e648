#include "sim_path.h"

#include "sim_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIM_PATH_SEGMENTS 64

struct sim_path_cut {
    const char *at[SIM_PATH_SEGMENTS];
    size_t len[SIM_PATH_SEGMENTS];
    size_t count;
};

static bool sim_path_split(const char *text, struct sim_path_cut *cut)
{
    cut->count = 0;
    while (*text == '/') {
        size_t len = strcspn(text + 1, "/");

        if (!len || cut->count == SIM_PATH_SEGMENTS)
            return false;
        cut->at[cut->count] = text + 1;
        cut->len[cut->count++] = len;
        text += len + 1;
    }
    return *text == '\0' && cut->count > 0;
}

static bool sim_path_is(const struct sim_path_cut *cut, size_t i, const char *word)
{
    return cut->len[i] == strlen(word) && strncasecmp(cut->at[i], word, cut->len[i]) == 0;
}

/* Index of the last "providers", or the count where there is none. */
static size_t sim_path_provider(const struct sim_path_cut *cut)
{
    for (size_t i = cut->count; i-- > 0;) {
        if (i % 2 == 0 && sim_path_is(cut, i, "providers"))
            return i;
    }
    return cut->count;
}

static char *sim_path_join(const struct sim_path_cut *cut, size_t first, const char *root)
{
    char *type = sim_text_copy(root, strlen(root));

    for (size_t i = first; i < cut->count; i += 2) {
        char *longer = sim_text_print("%s/%.*s", type, (int)cut->len[i], cut->at[i]);
        free(type);
        type = longer;
    }
    return type;
}

bool sim_path_parse(const char *text, struct sim_path *path)
{
    struct sim_path_cut cut;
    size_t len = strlen(text), provider, depth, end;
    char *root;

    memset(path, 0, sizeof *path);
    while (len > 1 && text[len - 1] == '/')
        len--;
    path->shown = sim_text_copy(text, len);
    path->low = sim_text_lower(path->shown);
    if (!sim_path_split(path->shown, &cut))
        goto bad;
    provider = sim_path_provider(&cut);
    if (provider + 1 == cut.count)
        goto bad;
    if (provider < cut.count) {
        root = sim_text_copy(cut.at[provider + 1], cut.len[provider + 1]);
        path->type_shown = sim_path_join(&cut, provider + 2, root);
        depth = cut.count - provider - 2;
    } else {
        root = sim_text_copy("Microsoft.Resources", 19);
        path->type_shown = sim_path_join(&cut, 0, root);
        depth = cut.count;
    }
    free(root);
    path->type = sim_text_lower(path->type_shown);
    path->provider = depth == 0;
    path->list = depth % 2 == 1;
    end = cut.count - (path->list ? 1 : 2);
    if (provider < cut.count && depth <= 2)
        end = provider;
    path->scope = end ? sim_text_copy(path->low, (size_t)(cut.at[end] - 1 - path->shown))
                      : sim_text_copy("/", 1);
    return true;
bad:
    sim_path_clear(path);
    return false;
}

void sim_path_clear(struct sim_path *path)
{
    free(path->shown);
    free(path->low);
    free(path->scope);
    free(path->type);
    free(path->type_shown);
    memset(path, 0, sizeof *path);
}

char *sim_path_after(const char *id, const char *keyword)
{
    struct sim_path_cut cut;

    if (!sim_path_split(id, &cut))
        return NULL;
    for (size_t i = 0; i + 1 < cut.count; i += 2) {
        if (sim_path_is(&cut, i, keyword))
            return sim_text_copy(cut.at[i + 1], cut.len[i + 1]);
    }
    return NULL;
}
