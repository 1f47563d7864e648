#include "eval/script_scan.h"

#include "base/mem.h"
#include "eval/script_lines.h"

#include <stdlib.h>
#include <string.h>

enum { USES_MAX = 65536, BLOCKS_MAX = 250 /* Lua itself allows 200 levels */ };

/* What this version deprecates: name, since, what to write in its place. */
static const struct scan_old deprecated[] = {{NULL, NULL, NULL}};

struct walk {
    const struct lines *l;
    struct scan *out;
    struct local {          /* innermost last */
        size_t name, value; /* tokens; value: the literal that it is, or 0 */
    } * locals;
    size_t n;
    bool *written; /* of each token: the name of a local that gets another value */
    struct block {
        size_t first; /* the locals that were there before it */
        char kind;    /* '{' '(' '[' or 'b' for a block */
        bool head;    /* of while or for: its `do` opens nothing more */
    } blocks[BLOCKS_MAX];
    size_t depth;
};

/* --- blocks and locals --- */

static void push(struct walk *w, char kind, bool head)
{
    if (w->depth < BLOCKS_MAX)
        w->blocks[w->depth] = (struct block){w->n, kind, head};
    w->depth++;
}

static void pop(struct walk *w)
{
    if (w->depth && --w->depth < BLOCKS_MAX)
        w->n = w->blocks[w->depth].first;
}

static char inside(const struct walk *w)
{
    return w->depth && w->depth <= BLOCKS_MAX ? w->blocks[w->depth - 1].kind : 'b';
}

static void declare(struct walk *w, size_t t)
{
    if (!lines_is_name(w->l, t))
        return;
    w->locals = mem_grow(w->locals, w->n + 1, sizeof *w->locals);
    w->locals[w->n++] = (struct local){t, 0};
    struct scan *s = w->out;
    s->declared = mem_grow(s->declared, s->n_declared + 1, sizeof *s->declared);
    s->declared[s->n_declared++] = t;
}

static bool same_name(const struct lines *l, size_t a, size_t b)
{
    return l->at[a].len == l->at[b].len &&
           !memcmp(l->text + l->at[a].at, l->text + l->at[b].at, l->at[a].len);
}

static const struct local *find_local(const struct walk *w, size_t t)
{
    for (size_t i = w->n; i--;)
        if (same_name(w->l, w->locals[i].name, t))
            return &w->locals[i];
    return NULL;
}

static bool is_local(const struct walk *w, size_t t) { return find_local(w, t) != NULL; }

/* Gives the locals from `first` on the values behind the `=` at `t`, up to the first that
 * is no literal. */
static void give_values(struct walk *w, size_t first, size_t t)
{
    const struct lines *l = w->l;
    for (; first < w->n && l->at[t + 1].kind == LINES_STRING; first++, t += 2) {
        size_t next = t + 2;
        bool more = lines_is(l, next, ",");
        if (!more && l->at[next].kind != LINES_END && l->at[next].kind != LINES_NAME)
            return; /* an operator goes on */
        if (lines_is(l, next, "and") || lines_is(l, next, "or"))
            return;
        w->locals[first].value = t + 1;
        if (!more)
            return;
    }
}

/* --- uses --- */

static struct scan_use *use(struct walk *w, enum scan_kind kind, size_t token)
{
    struct scan *s = w->out;
    if (s->n >= USES_MAX)
        return NULL;
    s->at = mem_grow(s->at, s->n + 1, sizeof *s->at);
    s->at[s->n] = (struct scan_use){.kind = kind, .token = token};
    return &s->at[s->n++];
}

static void use_text(struct walk *w, enum scan_kind kind, size_t token)
{
    const struct local *local =
        kind == SCAN_POINTER || kind == SCAN_PREFIX ? find_local(w, token) : NULL;
    struct scan_use *u = use(w, kind, token);
    if (u && local && local->value) {
        u->constant = local->name;
        token = local->value;
    }
    if (u && !lines_string(w->l, token, u->text, sizeof u->text)) {
        size_t n = w->l->at[token].len;
        n = n < sizeof u->text ? n : sizeof u->text - 1;
        memcpy(u->text, w->l->text + w->l->at[token].at, n);
    }
}

/* The first argument of a call when it is a literal: f "x", f("x"), f("x", …). *whole is
 * false when the literal is the start of an expression. */
static size_t literal(const struct walk *w, size_t callee, bool *whole)
{
    bool paren = lines_is(w->l, callee + 1, "(");
    size_t t = callee + (paren ? 2 : 1);
    if (t >= w->l->n || w->l->at[t].kind != LINES_STRING)
        return 0;
    *whole = !paren || lines_is(w->l, t + 1, ")") || lines_is(w->l, t + 1, ",");
    return *whole || lines_is(w->l, t + 1, "..") ? t : 0;
}

/* The same, or a local that is one, where a pointer is wanted. */
static size_t pointer(const struct walk *w, size_t callee, bool *whole)
{
    size_t t = callee + 2, found = literal(w, callee, whole);
    const struct local *local =
        !found && lines_is(w->l, callee + 1, "(") && lines_is_name(w->l, t)
            ? find_local(w, t)
            : NULL;
    if (!local || !local->value)
        return found;
    *whole = lines_is(w->l, t + 1, ")") || lines_is(w->l, t + 1, ",");
    return *whole || lines_is(w->l, t + 1, "..") ? t : 0;
}

static bool called(const struct walk *w, size_t t)
{
    return lines_is(w->l, t + 1, "(") || lines_is(w->l, t + 1, "{") ||
           (t + 1 < w->l->n && w->l->at[t + 1].kind == LINES_STRING);
}

static bool one_of(const struct walk *w, size_t t, const char *const *words)
{
    for (; *words; words++)
        if (lines_is(w->l, t, *words))
            return true;
    return false;
}

static void method(struct walk *w, size_t t)
{
    static const char *const facts[] = {"text",     "number", "truth",  "time",
                                        "duration", "length", "member", "presence",
                                        "evidence", "assume", "follow", NULL};
    static const char *const walks[] = {"children",  "child", "parent",
                                        "referrers", "count", NULL};
    bool whole = false;
    size_t arg = one_of(w, t, facts) ? pointer(w, t, &whole) : 0;
    if (arg)
        use_text(w, whole ? SCAN_POINTER : SCAN_PREFIX, arg);
    arg = literal(w, t, &whole);
    if (arg && whole && one_of(w, t, walks))
        use_text(w, SCAN_TYPE, arg);
}

/* resource "properties/x" looks like a call of any function; only what is spelt like a
 * pointer counts. */
static bool like_pointer(const char *text)
{
    static const char *const tops[] = {
        "properties", "tags", "sku", "identity", "location", "id", "name", "type", NULL};
    if (*text == '/')
        return !strchr(text, ' ');
    for (size_t i = 0; tops[i]; i++) {
        size_t n = strlen(tops[i]);
        if (!strncmp(text, tops[i], n) && (text[n] == '/' || (!text[n] && i < 4)))
            return !strchr(text, ' ');
    }
    return false;
}

static void plain_call(struct walk *w, size_t t)
{
    char text[256];
    bool whole = false;
    bool local = is_local(w, t);
    size_t arg = local ? pointer(w, t, &whole) : literal(w, t, &whole);
    const struct local *constant = local && arg ? find_local(w, arg) : NULL;
    size_t value = constant ? constant->value : arg;
    if (local) {
        if (arg && lines_string(w->l, value, text, sizeof text) && like_pointer(text))
            use_text(w, whole ? SCAN_POINTER : SCAN_PREFIX, arg);
    } else if (lines_is(w->l, t, "setting")) {
        use_text(w, arg && whole ? SCAN_SETTING : SCAN_UNCERTAIN, arg && whole ? arg : t);
    } else if (lines_is(w->l, t, "lib")) {
        use_text(w, SCAN_UNCERTAIN, t);
    } else if (lines_is(w->l, t, "all") && arg && whole) {
        use_text(w, SCAN_TYPE, arg);
    }
}

static void deprecated_name(struct walk *w, size_t t, bool is_method,
                            const struct scan_old *old)
{
    for (; old->name; old++) {
        bool wants_method = *old->name == ':';
        if (wants_method != is_method || !lines_is(w->l, t, old->name + wants_method) ||
            (!is_method && is_local(w, t)))
            continue;
        struct scan_use *u = use(w, SCAN_OLD, t);
        if (u)
            u->old = old;
    }
}

/* --- statements --- */

/* Declares the names of a list from `t` on, with their attributes; the token behind. */
static size_t declare_list(struct walk *w, size_t t)
{
    for (;; t++) {
        declare(w, t++);
        if (lines_is(w->l, t, "<"))
            t += 3;
        if (!lines_is(w->l, t, ","))
            return t;
    }
}

/* A block with the parameters behind `(`; `t` is at `function`. Returns the `)`. */
static size_t function_block(struct walk *w, size_t t)
{
    bool is_method = false;
    size_t name = ++t;
    while (t < w->l->n && !lines_is(w->l, t, "(")) {
        is_method |= lines_is(w->l, t, ":");
        t++;
    }
    /* A statement "function name(": a write to `name` when that is no local. */
    if (t == name + 1 && lines_is_name(w->l, name) &&
        !lines_is(w->l, name - 2, "local") && !is_local(w, name))
        use_text(w, SCAN_GLOBAL, name);
    if (t == name + 1 && lines_is(w->l, name - 2, "local"))
        declare(w, name);
    push(w, 'b', false);
    if (is_method) { /* self: any token spelt so will do; there may be none */
        for (size_t k = t; k < w->l->n; k++)
            if (lines_is(w->l, k, "self")) {
                declare(w, k);
                break;
            }
    }
    for (t++; t < w->l->n && !lines_is(w->l, t, ")"); t++)
        declare(w, t);
    return t;
}

/* Start of the bracket that `close` closes. */
static size_t bracket_start(const struct lines *l, size_t close)
{
    int depth = 0;
    for (size_t t = close; t; t--) {
        depth += lines_is(l, t, ")") || lines_is(l, t, "]") || lines_is(l, t, "}");
        depth -= lines_is(l, t, "(") || lines_is(l, t, "[") || lines_is(l, t, "{");
        if (!depth)
            return t;
    }
    return 0;
}

/* The targets of the assignment whose `=` stands at `t`, from the last to the first. */
static void assigned(struct walk *w, size_t t)
{
    for (size_t last = t - 1; last;) {
        size_t first = last;
        /* Back over .name, [index] and calls to where the target starts. */
        for (bool suffix = true; suffix && first;) {
            suffix = true;
            if (lines_is(w->l, first, "]") || lines_is(w->l, first, ")"))
                first = bracket_start(w->l, first);
            else if (lines_is(w->l, first - 1, ".") || lines_is(w->l, first - 1, ":"))
                first--;
            else
                suffix = w->l->at[first].kind == LINES_STRING;
            first -= suffix && first;
        }
        if (!first)
            return;
        const struct local *local = find_local(w, first);
        if (first == last && local)
            w->written[local->name] = true;
        else if (first == last && lines_is_name(w->l, first))
            use_text(w, SCAN_GLOBAL, first);
        if (!lines_is(w->l, first - 1, ","))
            return;
        last = first - 2;
    }
}

static bool keyword(struct walk *w, size_t *t)
{
    const struct lines *l = w->l;
    if (lines_is(l, *t, "function")) {
        *t = function_block(w, *t);
    } else if (lines_is(l, *t, "local")) {
        if (lines_is(l, *t + 1, "function"))
            return true; /* comes next */
        size_t first = w->n;
        *t = declare_list(w, *t + 1);
        if (lines_is(l, *t, "="))
            give_values(w, first, *t);
        *t -= !lines_is(l, *t, "=");
    } else if (lines_is(l, *t, "for")) {
        push(w, 'b', true);
        *t = declare_list(w, *t + 1);
    } else if (lines_is(l, *t, "while")) {
        push(w, 'b', true);
    } else if (lines_is(l, *t, "do")) {
        if (w->depth && w->depth <= BLOCKS_MAX && w->blocks[w->depth - 1].head)
            w->blocks[w->depth - 1].head = false;
        else
            push(w, 'b', false);
    } else if (lines_is(l, *t, "then") || lines_is(l, *t, "repeat")) {
        push(w, 'b', false);
    } else if (lines_is(l, *t, "else")) {
        pop(w);
        push(w, 'b', false);
    } else if (lines_is(l, *t, "elseif") || lines_is(l, *t, "end") ||
               lines_is(l, *t, "until")) {
        pop(w);
    } else {
        return false;
    }
    return true;
}

static bool bracket(struct walk *w, size_t t)
{
    static const char *const opens[] = {"{", "(", "["}, *const closes[] = {"}", ")", "]"};
    for (size_t i = 0; i < 3; i++) {
        if (lines_is(w->l, t, opens[i]))
            return push(w, *opens[i], false), true;
        if (lines_is(w->l, t, closes[i]))
            return pop(w), true;
    }
    return false;
}

/* What went through a local that is no constant after all is not known. */
static void drop_written(struct scan *s, const struct walk *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (!w->written[s->at[i].constant])
            s->at[kept++] = s->at[i];
    s->n = kept;
}

void scan_make(struct scan *s, const struct lines *l, const struct scan_old *old)
{
    struct walk w = {.l = l, .out = s, .written = mem_new(l->n + 1)};
    *s = (struct scan){0};
    for (size_t t = 1; t < l->n; t++) {
        if (keyword(&w, &t) || bracket(&w, t))
            continue;
        if (lines_is(l, t, "=") && inside(&w) == 'b')
            assigned(&w, t);
        if (!lines_is_name(l, t))
            continue;
        bool is_method = lines_is(l, t - 1, ":");
        if (!lines_is(l, t - 1, ".") && called(&w, t))
            is_method ? method(&w, t) : plain_call(&w, t);
        if (!lines_is(l, t - 1, "."))
            deprecated_name(&w, t, is_method, old ? old : deprecated);
    }
    drop_written(s, &w);
    free(w.written);
    free(w.locals);
}

void scan_free(struct scan *s)
{
    free(s->at);
    free(s->declared);
    *s = (struct scan){0};
}
