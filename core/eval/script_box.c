#include "eval/script_api.h"
#include "eval/script_int.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 1000, STACK_FIRST = 200, CHARGED_STRING = 256, LUA_EXTRA = 64 };

struct script *script_of(lua_State *L) { return *(struct script **)lua_getextraspace(L); }

static void hook(lua_State *L, lua_Debug *ar);

/* True while there is budget left. */
static bool note(struct script *s, uint64_t steps)
{
    uint64_t limit = s->limits.instructions;
    s->spent += steps < limit ? steps : limit + 1;
    if (s->spent > 2 * limit)
        s->spent = 2 * limit + 1; /* it does not come round */
    return s->spent <= limit;
}

/* --- memory --- */

static bool refuses(struct script *s, void *ptr, size_t osize, size_t nsize)
{
    size_t old = ptr ? osize : 0;
    if (nsize <= old)
        return false; /* a shrink, which Lua takes for granted */
    s->grown++;
    if (s->limits.refuse_from && s->grown >= s->limits.refuse_from)
        return true;
    if (!ptr && osize == LUA_TSTRING && nsize > BOX_STRING_MAX + LUA_EXTRA)
        return true;
    return nsize - old > s->limits.memory - s->used;
}

/* Making a string costs by its length, wherever it comes from. Nothing may be raised
 * here: the next instruction does. */
static void charge_string(struct script *s, size_t size)
{
    if (size >= CHARGED_STRING && !note(s, size / 16) && s->L)
        lua_sethook(s->L, hook, LUA_MASKCOUNT, 1);
}

/* The stack grows by a realloc, or by a new block before the old one is freed, as Lua's
 * release has it: either way this is the moment to see how large it is. */
static void stack_moved(struct script *s, void *to, size_t size)
{
    s->stack = to;
    if (size <= BOX_STACK_MAX || !s->L)
        return;
    s->failure = FAILURE_TOO_BIG;
    lua_sethook(s->L, hook, LUA_MASKCOUNT, 1);
}

/* For a fresh block `osize` is a type tag, not a size. */
void *box_allocate(void *ud, void *ptr, size_t osize, size_t nsize)
{
    struct script *s = ud;
    size_t old = ptr ? osize : 0;
    bool stack = ptr && (s->finding || ptr == s->stack);
    if (!nsize) {
        free(ptr);
        s->used -= old;
        if (stack)
            stack_moved(s, s->last, s->last_size);
        return NULL;
    }
    if (refuses(s, ptr, osize, nsize))
        return NULL;
    if (!ptr && osize == LUA_TSTRING)
        charge_string(s, nsize);
    void *p = realloc(ptr, nsize);
    if (!p && nsize <= old)
        p = ptr;
    if (p)
        s->used = s->used - old + nsize;
    if (p && !ptr) {
        s->last = p;
        s->last_size = nsize;
    }
    if (p && stack)
        stack_moved(s, p, nsize);
    return p;
}

lua_State *box_state(struct script *s)
{
    s->used = 0;
    s->stack = NULL;
    lua_State *L = lua_newstate(box_allocate, s);
    if (!L)
        return NULL;
    *(struct script **)lua_getextraspace(L) = s;
    s->finding = true;
    int grown = lua_checkstack(L, STACK_FIRST);
    s->finding = false;
    if (grown && s->stack)
        return L;
    lua_close(L);
    return NULL;
}

/* --- budget --- */

/* Once spent, every further instruction raises: nothing in the box can swallow that. */
void box_charge(lua_State *L, uint64_t steps)
{
    struct script *s = script_of(L);
    if (note(s, steps))
        return;
    s->failure = FAILURE_TOO_SLOW;
    lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    luaL_error(L, "too slow");
}

static void hook(lua_State *L, lua_Debug *ar)
{
    if (ar->event == LUA_HOOKLINE) {
        ran_hit(script_of(L)->ran, L, ar);
        return;
    }
    if (script_of(L)->failure == FAILURE_TOO_BIG)
        luaL_error(L, "too big");
    box_charge(L, STEP);
}

void box_charge_bytes(lua_State *L, size_t n) { box_charge(L, n / 8 + 1); }

const char *box_text(lua_State *L, int arg, size_t *len)
{
    size_t unused;
    const char *text = luaL_checklstring(L, arg, len ? len : &unused);
    box_charge_bytes(L, len ? *len : unused);
    return text;
}

void box_arm(struct script *s)
{
    s->spent = 0;
    s->failure = FAILURE_NONE;
    lua_sethook(s->L, hook, LUA_MASKCOUNT | (s->ran ? LUA_MASKLINE : 0), STEP);
}

int box_too_big(lua_State *L)
{
    script_of(L)->failure = FAILURE_TOO_BIG;
    return luaL_error(L, "too big");
}

/* --- environment --- */

/* The table of globals that the libraries filled is replaced by the allow-list, and what
 * the registry remembers of libraries is cleared: nothing leads back to them. */
void box_environment(lua_State *L)
{
    read_prepare(L);
    fact_prepare(L);
    api_install(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    static const char *const forgotten[] = {LUA_LOADED_TABLE, LUA_PRELOAD_TABLE, "_CLIBS",
                                            LUA_FILEHANDLE};
    for (size_t i = 0; i < sizeof forgotten / sizeof *forgotten; i++) {
        lua_pushnil(L);
        lua_setfield(L, LUA_REGISTRYINDEX, forgotten[i]);
    }
}
