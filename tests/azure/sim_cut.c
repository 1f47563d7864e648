#include "sim_cut.h"

#include "sim_text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define SIM_CUT_BLANK " \t\r\n"

static const char *sim_cut_after_string(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        at += *at == '\\' && at[1];
    return *at ? at + 1 : at;
}

static const char *sim_cut_after_value(const char *at)
{
    size_t depth = 0;

    if (*at == '"')
        return sim_cut_after_string(at);
    if (*at != '{' && *at != '[')
        return at + strcspn(at, ",}" SIM_CUT_BLANK);
    do {
        at += strcspn(at, "\"{}[]");
        if (*at == '"') {
            at = sim_cut_after_string(at);
            continue;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at += *at != '\0';
    } while (depth && *at);
    return at;
}

void sim_cut_object(const char *text, struct sim_cut *cut)
{
    const char *at = text + strcspn(text, "{");

    cut->count = 0;
    at += *at == '{';
    at += strspn(at, SIM_CUT_BLANK ",");
    while (*at == '"' && cut->count < SIM_CUT_MEMBERS) {
        struct sim_member *member = &cut->members[cut->count++];

        member->name = at + 1;
        at = sim_cut_after_string(at);
        member->name_len = (size_t)(at - member->name - 1);
        at += strspn(at, SIM_CUT_BLANK ":");
        member->value = at;
        at = sim_cut_after_value(at);
        member->len = (size_t)(at - member->value);
        at += strspn(at, SIM_CUT_BLANK ",");
    }
}

const struct sim_member *sim_cut_find(const struct sim_cut *cut, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < cut->count; i++) {
        if (cut->members[i].name_len == len &&
            strncmp(cut->members[i].name, name, len) == 0)
            return &cut->members[i];
    }
    return NULL;
}

char *sim_cut_text(const struct sim_cut *cut, const char *name)
{
    const struct sim_member *member = sim_cut_find(cut, name);

    if (!member || member->len < 2 || *member->value != '"')
        return NULL;
    return sim_text_copy(member->value + 1, member->len - 2);
}

void sim_cut_string(FILE *out, const char *text)
{
    json_t *value = json_string(text);

    if (!value || json_dumpf(value, out, JSON_ENCODE_ANY | JSON_COMPACT))
        abort();
    json_decref(value);
}
