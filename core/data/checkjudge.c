#include "data/checkjudge.h"

#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/checkjudge_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = DEFECT_MESSAGE_MAX + 1 };

void judge_say(const struct checkjudge *j, enum defect_rule rule, struct place at,
               const char *fmt, ...)
{
    char message[MESSAGE];
    va_list ap;
    if (j->skip & 1u << at.field || (!j->lint && !defect_refuses(rule)))
        return;
    size_t n =
        (size_t)snprintf(message, sizeof message, "%s: ", checkinfo_field(at.field));
    va_start(ap, fmt);
    vsnprintf(message + n, sizeof message - n, fmt, ap);
    va_end(ap);
    j->say(j->ctx, &(struct judged){rule, at.field, at.entry, message});
}

/* --- alphabets --- */

static bool spelled(const char *text, size_t max, const char *allowed)
{
    size_t n = text ? strlen(text) : 0;
    return n > 0 && n <= max && strspn(text, allowed) == n;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

bool checkjudge_id(const char *text)
{
    return spelled(text, CHECK_ID_MAX, LOWER DIGIT "-") && *text != '-';
}

bool checkjudge_type(const char *type)
{
    const char *slash = type ? strchr(type, '/') : NULL;
    return slash && slash != type && slash[1] && !strstr(type, "//") &&
           type[strlen(type) - 1] != '/' && spelled(type, 256, UPPER LOWER DIGIT "./-_");
}

bool checkjudge_type_known(const char *type, const char **near)
{
    size_t n = catalog_size(NULL);
    *near = NULL;
    if (catalog_find(NULL, type))
        return true;
    const char **words = mem_new((n + 1) * sizeof *words);
    for (size_t i = 0; i < n; i++)
        words[i] = catalog_at(NULL, i)->type;
    *near = text_nearest(type, words, n);
    free(words);
    return false;
}

/* --- texts --- */

static size_t bad_byte(const char *text)
{
    size_t at = 0, len = strlen(text);
    uint32_t cp;
    for (size_t n; at < len && (n = text_decode(text + at, len - at, &cp)); at += n)
        ;
    return at;
}

/* Says what is wrong with its length or bytes; true when nothing is. */
static bool text_fine(const struct checkjudge *j, struct place at, const char *what,
                      const char *text, size_t max)
{
    size_t len = text ? strlen(text) : 0;
    if (!len)
        judge_say(j, DEFECT_BAD_TEXT, at, "%sis empty: wants 1 to %zu bytes", what, max);
    else if (len > max)
        judge_say(j, DEFECT_BAD_TEXT, at, "%sis too long: wants at most %zu bytes", what,
                  max);
    else if (!text_utf8(text, len))
        judge_say(j, DEFECT_BAD_TEXT, at, "%sis no UTF-8 from byte %zu on", what,
                  bad_byte(text) + 1);
    else
        return true;
    return false;
}

static void visible(const struct checkjudge *j, enum check_field field, const char *text)
{
    uint32_t cp;
    for (size_t at = 0, n, len = strlen(text); at < len; at += n) {
        n = text_decode(text + at, len - at, &cp);
        if (!n || text_visible(cp))
            continue;
        judge_say(j, DEFECT_CONTROL_CHARACTER, (struct place){field, 0},
                  "holds U+%04X at byte %zu: wants text that can be shown as it is",
                  (unsigned)cp, at + 1);
        return;
    }
}

/* Words in braces: those that a report fills in, and those that only its reader can. */
static const char *const filled[] = {"name",           "id",    "resourceGroup",
                                     "subscriptionId", "vault", "policy"};
static const char *const left_to_reader[] = {"actionGroupId",
                                             "container",
                                             "database",
                                             "guardId",
                                             "item",
                                             "keyUri",
                                             "newPolicy",
                                             "nodeVmId",
                                             "policyId",
                                             "scope",
                                             "server",
                                             "setting",
                                             "system",
                                             "storageAccountId",
                                             "vaultResourceGroup",
                                             "v2Policy",
                                             "workspaceId",
                                             "vaultSubscriptionId"};

static bool one_of(const char *const *words, size_t n, const char *word)
{
    while (n--)
        if (!strcmp(words[n], word))
            return true;
    return false;
}

static void placeholder(const struct checkjudge *j, const char *word)
{
    enum {
        FILLED = sizeof filled / sizeof *filled,
        LEFT = sizeof left_to_reader / sizeof *left_to_reader
    };
    const struct place at = {CHECK_REMEDY, 0};
    if (one_of(filled, FILLED, word) || one_of(left_to_reader, LEFT, word))
        return;
    const char *near = text_nearest(word, filled, FILLED);
    if (near)
        judge_say(j, DEFECT_PLACEHOLDER, at,
                  "no report fills in {%s}: did you mean {%s}?", word, near);
    else
        judge_say(j, DEFECT_PLACEHOLDER, at,
                  "no report fills in {%s}: wants {name}, {id}, {resourceGroup}, "
                  "{subscriptionId}, {vault} or {policy}",
                  word);
}

static void placeholders(const struct checkjudge *j, const char *text)
{
    for (const char *open; (open = strchr(text, '{'));) {
        const char *close = open + 1 + strspn(open + 1, UPPER LOWER DIGIT "_-");
        text = open + 1;
        if (*close != '}') /* braces of JSON, of a shell or of a query */
            continue;
        char *word = mem_textn(open + 1, (size_t)(close - open) - 1);
        if (*word)
            placeholder(j, word);
        free(word);
    }
}

static void texts(const struct check_info *c, const struct checkjudge *j)
{
    const struct {
        enum check_field field;
        const char *text;
    } all[] = {{CHECK_TITLE, c->title}, {CHECK_WHY, c->why}, {CHECK_REMEDY, c->remedy}};
    for (size_t i = 0; i < 3; i++) {
        const struct place at = {all[i].field, 0};
        if (!all[i].text && i)
            continue;
        if (!text_fine(j, at, "", all[i].text, CHECK_TEXT_MAX))
            continue;
        visible(j, at.field, all[i].text);
        if (at.field == CHECK_REMEDY)
            placeholders(j, all[i].text);
        if (at.field != CHECK_TITLE)
            continue;
        if (all[i].text[strlen(all[i].text) - 1] == '.')
            judge_say(j, DEFECT_TITLE_STYLE, at, "ends with a full stop: wants none");
        if (strlen(all[i].text) > TITLE_MAX)
            judge_say(j, DEFECT_TITLE_STYLE, at, "has %zu bytes: wants at most %d",
                      strlen(all[i].text), TITLE_MAX);
    }
}

/* --- lists --- */

/* FRAMEWORK:CONTROL, such as NIST-800-53:CP-9(8). */
static bool control_fine(const char *text)
{
    size_t n = strspn(text, UPPER LOWER DIGIT ".-"), len = strlen(text);
    return n && text[n] == ':' && text[n + 1] && text[n + 1] != ' ' &&
           text[len - 1] != ' ' &&
           strspn(text + n + 1, UPPER LOWER DIGIT ".()- ") == len - n - 1;
}

static bool address_fine(const char *text)
{
    const char *host = text + strlen("https://");
    size_t n = strspn(host, UPPER LOWER DIGIT ".-:");
    if (!n || *host == '.' || *host == ':' || !memchr(host, '.', n) ||
        (host[n] && !strchr("/?#", host[n])))
        return false;
    for (const char *p = host; *p; p++)
        if (*p <= ' ' || *p == 0x7f || strchr("<>\"\\^`{|}", *p))
            return false;
    return true;
}

static bool entries_fine(const struct checkjudge *j, enum check_field field,
                         const struct strs *list, size_t i)
{
    const char *t = list->at[i];
    if (!*t || strlen(t) > 512 || !text_utf8(t, strlen(t))) {
        judge_say(j, DEFECT_BAD_TEXT, (struct place){field, i + 1},
                  "entry %zu is no text of 1 to 512 bytes of UTF-8", i + 1);
        return false;
    }
    for (size_t k = 0; k < i; k++) {
        if (!strcmp(list->at[k], t)) {
            judge_say(j, DEFECT_REPEATED, (struct place){field, i + 1},
                      "\"%s\" is there twice", t);
            return true;
        }
    }
    return true;
}

static void lists(const struct check_info *c, const struct checkjudge *j)
{
    const struct {
        enum check_field field;
        const struct strs *list;
    } all[] = {{CHECK_CONTROLS, &c->controls}, {CHECK_REFS, &c->refs}};
    for (size_t k = 0; k < 2; k++) {
        const struct strs *list = all[k].list;
        if (list->n > CHECK_LIST_MAX)
            judge_say(j, DEFECT_BAD_LIST, (struct place){all[k].field, 0}, "more than %d",
                      CHECK_LIST_MAX);
        for (size_t i = 0; i < list->n && i < CHECK_LIST_MAX; i++) {
            const struct place at = {all[k].field, i + 1};
            if (!entries_fine(j, at.field, list, i))
                continue;
            if (!k && !control_fine(list->at[i]))
                judge_say(
                    j, DEFECT_BAD_CONTROL, at,
                    "\"%s\" is no control: wants FRAMEWORK:CONTROL, as in MCSB:BR-2",
                    list->at[i]);
            else if (k && !text_starts(list->at[i], "https://"))
                judge_say(j, DEFECT_BAD_REFERENCE, at, "\"%s\" is no https address",
                          list->at[i]);
            else if (k && !address_fine(list->at[i]))
                judge_say(
                    j, DEFECT_BAD_ADDRESS, at,
                    "\"%s\" is no whole address: wants a host with a dot, and no spaces",
                    list->at[i]);
        }
    }
}

/* --- types --- */

void judge_unknown_type(const struct checkjudge *j, struct place at, const char *type)
{
    const char *near;
    if (!j->lint || checkjudge_type_known(type, &near))
        return;
    judge_say(j, DEFECT_UNKNOWN_TYPE, at, "%s is not in the catalogue%s%s%s", type,
              near ? ": did you mean " : "", near ? near : "", near ? "?" : "");
}

static void targets(const struct check_info *c, const struct checkjudge *j)
{
    if (!c->targets.n || c->targets.n > CHECK_LIST_MAX)
        judge_say(j, DEFECT_BAD_LIST, (struct place){CHECK_TARGETS, 0},
                  "wants 1 to %d resource types", CHECK_LIST_MAX);
    for (size_t i = 0; i < c->targets.n && i < CHECK_LIST_MAX; i++) {
        const struct place at = {CHECK_TARGETS, i + 1};
        bool twice = false;
        if (!checkjudge_type(c->targets.at[i])) {
            judge_say(j, DEFECT_BAD_TYPE, at,
                      "\"%s\" is no resource type: wants one as in "
                      "Microsoft.RecoveryServices/vaults",
                      c->targets.at[i]);
            continue;
        }
        for (size_t k = 0; k < i; k++)
            twice |= text_same(c->targets.at[k], c->targets.at[i]);
        if (twice)
            judge_say(j, DEFECT_REPEATED, at, "%s is there twice", c->targets.at[i]);
        else
            judge_unknown_type(j, at, c->targets.at[i]);
    }
}

/* --- settings --- */

static void settings(const struct check_info *c, const struct checkjudge *j)
{
    if (c->n_settings > CHECK_LIST_MAX)
        judge_say(j, DEFECT_BAD_LIST, (struct place){CHECK_SETTINGS, 0}, "more than %d",
                  CHECK_LIST_MAX);
    for (size_t i = 0; i < c->n_settings && i < CHECK_LIST_MAX; i++) {
        const struct check_setting *s = &c->settings[i];
        const struct place at = {CHECK_SETTINGS, i + 1};
        char what[160];
        if (!spelled(s->name, 64, LOWER DIGIT "_")) {
            judge_say(j, DEFECT_BAD_SETTING, at,
                      "wants names of a-z 0-9 _, found \"%.80s\"",
                      s->name ? s->name : "");
            continue;
        }
        if (!s->value || strlen(s->value) > 256 || !text_utf8(s->value, strlen(s->value)))
            judge_say(j, DEFECT_BAD_SETTING, at,
                      "%s: wants a default of at most 256 bytes", s->name);
        snprintf(what, sizeof what, "%s: wants a meaning: it ", s->name);
        text_fine(j, at, what, s->meaning, 512);
    }
}

static void named(const struct checkjudge *j, enum check_field field, const char *text)
{
    if (!spelled(text, CHECK_ID_MAX, LOWER DIGIT "-") ||
        (field == CHECK_ID && !checkjudge_id(text)))
        judge_say(j, DEFECT_BAD_ID, (struct place){field, 0},
                  "wants 1 to %d of a-z, 0-9 and -, found \"%.80s\"", CHECK_ID_MAX,
                  text ? text : "");
}

void checkjudge_check(const struct check_info *c, const struct checkjudge *j)
{
    named(j, CHECK_ID, c->id);
    named(j, CHECK_PROTECTION, c->protection);
    if (c->severity <= SEVERITY_NONE || c->severity >= SEVERITY_COUNT)
        judge_say(j, DEFECT_BAD_SEVERITY, (struct place){CHECK_SEVERITY, 0},
                  "wants info, low, medium, high or critical");
    texts(c, j);
    targets(c, j);
    lists(c, j);
    judge_needs(c, j);
    judge_only(c, j);
    settings(c, j);
}
