#include "eval/script_int.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 1000 };

struct script *script_of(lua_State *L) { return *(struct script **)lua_getextraspace(L); }

/* For a fresh block `osize` is a type tag, not a size. A shrink is never refused. */
static void *allocate(void *ud, void *ptr, size_t osize, size_t nsize)
{
    struct script *s = ud;
    size_t old = ptr ? osize : 0;
    if (!nsize) {
        free(ptr);
        s->used -= old;
        return NULL;
    }
    if (nsize > old && nsize - old > s->limits.memory - s->used) {
        s->reason = BOX_TOO_BIG;
        return NULL;
    }
    void *p = realloc(ptr, nsize);
    if (p)
        s->used = s->used - old + nsize;
    return p;
}

/* Once spent, every further instruction raises: nothing in the box can swallow that. */
static void spend(lua_State *L, uint64_t steps)
{
    struct script *s = script_of(L);
    s->spent += steps < s->limits.instructions ? steps : s->limits.instructions;
    if (s->spent <= s->limits.instructions)
        return;
    s->reason = BOX_TOO_SLOW;
    lua_sethook(L, lua_gethook(L), LUA_MASKCOUNT, 1);
    luaL_error(L, "too slow");
}

static void hook(lua_State *L, lua_Debug *ar)
{
    if (ar->event == LUA_HOOKLINE)
        lines_hit(script_of(L)->lines, L, ar);
    else
        spend(L, STEP);
}

void box_charge(lua_State *L, uint64_t steps) { spend(L, steps); }

void box_arm(struct script *s)
{
    s->spent = 0;
    s->reason = BOX_FINE;
    lua_sethook(s->L, hook, LUA_MASKCOUNT | (s->lines ? LUA_MASKLINE : 0), STEP);
}

lua_State *box_state(struct script *s)
{
    s->used = 0;
    lua_State *L = lua_newstate(allocate, s);
    if (L)
        *(struct script **)lua_getextraspace(L) = s;
    return L;
}

/* Copies named functions from the library table on top into the table below it. */
static void copy_names(lua_State *L, const char *const *names)
{
    for (; *names; names++) {
        lua_getfield(L, -1, *names);
        lua_setfield(L, -3, *names);
    }
}

static void add_base(lua_State *L)
{
    static const char *const base[] = {"assert",   "error", "ipairs", "select",
                                       "tonumber", "type",  NULL};
    static const char *const math[] = {
        "abs",        "ceil", "floor", "fmod", "huge",      "max",  "maxinteger", "min",
        "mininteger", "modf", "pi",    "sqrt", "tointeger", "type", NULL};
    lua_pushcfunction(L, luaopen_base);
    lua_call(L, 0, 1);
    copy_names(L, base);
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushcfunction(L, luaopen_math);
    lua_call(L, 0, 1);
    copy_names(L, math);
    lua_pop(L, 1);
    lua_setfield(L, -2, "math");
}

/* The table of globals that the libraries filled is replaced by the allow-list, and what
 * the registry remembers of libraries is cleared: nothing leads back to them. */
void box_environment(lua_State *L)
{
    lua_newtable(L);
    add_base(L);
    box_add_reading(L);
    box_add_facts(L);
    box_add_saying(L);
    box_add_strings(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    static const char *const forgotten[] = {LUA_LOADED_TABLE, LUA_PRELOAD_TABLE, "_CLIBS",
                                            LUA_FILEHANDLE};
    for (size_t i = 0; i < sizeof forgotten / sizeof *forgotten; i++) {
        lua_pushnil(L);
        lua_setfield(L, LUA_REGISTRYINDEX, forgotten[i]);
    }
}
