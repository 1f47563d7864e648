#include "eval/script_ran.h"

#include "base/buf.h"
#include "base/mem.h"
#include "data/jsonout.h"

#include <lauxlib.h>
#include <lua.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 1 << 20, DUMP_MAX = 64 << 20, DEPTH = 200, CAN_RUN = 1, DID_RUN = 2 };

struct chunk {
    char *name;
    unsigned char *lines; /* by number */
    size_t n;
};

struct script_ran {
    struct chunk *at;
    size_t n;
};

struct script_ran *ran_make(void) { return mem_new(sizeof(struct script_ran)); }

void ran_free(struct script_ran *l)
{
    for (size_t i = 0; l && i < l->n; i++) {
        free(l->at[i].name);
        free(l->at[i].lines);
    }
    if (l)
        free(l->at);
    free(l);
}

/* Sources are file names behind an @. */
static struct chunk *chunk_of(struct script_ran *l, const char *source)
{
    const char *name = source && *source == '@' ? source + 1 : "?";
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->at[i].name, name))
            return &l->at[i];
    l->at = mem_grow(l->at, l->n + 1, sizeof *l->at);
    l->at[l->n] = (struct chunk){.name = mem_text(name)};
    return &l->at[l->n++];
}

static void mark(struct chunk *c, size_t line, unsigned char what)
{
    if (!line || line > LINE_MOST)
        return;
    if (line >= c->n) {
        size_t n = line + 256;
        c->lines = mem_grow(c->lines, n, 1);
        memset(c->lines + c->n, 0, n - c->n);
        c->n = n;
    }
    c->lines[line] |= what;
}

/* --- lines that can run --- */

/* Lua says the lines of a function that it has; of one that no call has made yet only the
 * compiled chunk knows. This reads what lua_dump of this very Lua wrote, version 5.4. */
struct dump {
    const unsigned char *at, *end;
    struct chunk *chunk;
    bool bad;
};

static const unsigned char *skip(struct dump *d, size_t n)
{
    const unsigned char *at = d->at;
    if (d->bad || n > (size_t)(d->end - d->at)) {
        d->bad = true;
        return NULL;
    }
    d->at += n;
    return at;
}

static unsigned read_byte(struct dump *d)
{
    const unsigned char *p = skip(d, 1);
    return p ? *p : 0;
}

static size_t read_size(struct dump *d)
{
    size_t n = 0;
    for (unsigned b = 0; !d->bad && !(b & 0x80);) {
        b = read_byte(d);
        if (n > SIZE_MAX >> 8)
            d->bad = true;
        n = n << 7 | (b & 0x7f);
    }
    return n;
}

static void skip_text(struct dump *d)
{
    size_t n = read_size(d);
    if (n)
        skip(d, n - 1);
}

static void skip_constants(struct dump *d)
{
    for (size_t n = read_size(d); n && !d->bad; n--) {
        switch (read_byte(d)) {
        case 0x03:
            skip(d, sizeof(lua_Integer));
            break;
        case 0x13:
            skip(d, sizeof(lua_Number));
            break;
        case 0x04:
        case 0x14:
            skip_text(d);
            break;
        default:
            break; /* nil and truths have nothing behind them */
        }
    }
}

/* A return behind a tail call is never reached. */
static bool is_idle(const unsigned char *code, size_t i)
{
    enum { TAILCALL = 69, RETURN = 70, OPCODE = 0x7f };
    uint32_t one, before;
    if (!i)
        return false;
    memcpy(&one, code + 4 * i, 4);
    memcpy(&before, code + 4 * (i - 1), 4);
    return (one & OPCODE) == RETURN && (before & OPCODE) == TAILCALL;
}

/* The last instruction is the return behind the last statement: where every path returns
 * by itself it is never reached, and no line of its own. */
static void read_lines(struct dump *d, size_t line, const unsigned char *code,
                       bool variadic)
{
    size_t n = read_size(d); /* as many as instructions */
    const signed char *steps = (const signed char *)skip(d, n);
    size_t n_absolute = read_size(d);
    for (size_t i = 0; steps && !d->bad && i < n; i++) {
        if (steps[i] == -0x80 && n_absolute) {
            read_size(d); /* its place: they come in order */
            line = read_size(d);
            n_absolute--;
        } else {
            line = (size_t)((int64_t)line + steps[i]);
        }
        bool idle = i + 1 == n || (!i && variadic); /* the first prepares arguments */
        if (!idle && !is_idle(code, i))
            mark(d->chunk, line, CAN_RUN);
    }
    for (; n_absolute && !d->bad; n_absolute--) {
        read_size(d);
        read_size(d);
    }
}

static void read_function(struct dump *d, int depth)
{
    skip_text(d);
    size_t line = read_size(d);
    read_size(d);
    read_byte(d);
    bool variadic = read_byte(d) != 0;
    read_byte(d);
    const unsigned char *code = skip(d, read_size(d) * 4);
    skip_constants(d);
    skip(d, read_size(d) * 3); /* upvalues */
    d->bad |= depth == DEPTH;
    for (size_t n = read_size(d); n && !d->bad; n--)
        read_function(d, depth + 1);
    read_lines(d, line, code, variadic);
    for (size_t n = read_size(d); n && !d->bad; n--) { /* locals */
        skip_text(d);
        read_size(d);
        read_size(d);
    }
    for (size_t n = read_size(d); n && !d->bad; n--)
        skip_text(d);
}

static int add_bytes(lua_State *L, const void *data, size_t len, void *to)
{
    (void)L;
    return buf_add(to, data, len) ? 1 : 0;
}

void ran_loaded(struct script_ran *l, lua_State *L)
{
    lua_Debug ar;
    if (!l)
        return;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    struct buf bytes = buf_make(DUMP_MAX);
    struct dump d = {.chunk = chunk_of(l, ar.source)};
    if (!lua_dump(L, add_bytes, &bytes, 0)) {
        d.at = (const unsigned char *)buf_str(&bytes);
        d.end = d.at + bytes.len;
        skip(&d, 4); /* signature */
        d.bad |= read_byte(&d) != 0x54;
        skip(&d, 1 + 6 + 3 + sizeof(lua_Integer) + sizeof(lua_Number) + 1);
        read_function(&d, 0);
    }
    buf_free(&bytes);
}

/* --- lines that did --- */

void ran_hit(struct script_ran *l, lua_State *L, lua_Debug *ar)
{
    if (l && lua_getinfo(L, "Sl", ar) && ar->currentline > 0)
        mark(chunk_of(l, ar->source), (size_t)ar->currentline, DID_RUN);
}

static void encode_list(const struct chunk *c, const char *key, unsigned char what,
                        struct buf *out)
{
    bool any = false;
    json_key(out, key);
    buf_char(out, '[');
    for (size_t i = 1; i < c->n; i++) {
        if ((c->lines[i] & what) != what)
            continue;
        buf_fmt(out, "%s%zu", any ? "," : "", i);
        any = true;
    }
    buf_char(out, ']');
}

void ran_encode(const struct script_ran *l, struct buf *out)
{
    for (size_t i = 0; l && i < l->n; i++) {
        buf_text(out, "{\"lines\":{");
        json_member(out, "name", l->at[i].name);
        encode_list(&l->at[i], "active", CAN_RUN, out);
        encode_list(&l->at[i], "run", CAN_RUN | DID_RUN, out);
        buf_text(out, "}}\n");
    }
}
