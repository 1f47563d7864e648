/* lib "name": a helper's value, loaded once a state. Files are taken by holdfast before
 * the box is made; here they are names and texts. */
#include "base/text.h"
#include "eval/script_int.h"

#include <string.h>

static const char libs[] = "holdfast.libs";

static const char *lib_name(lua_State *L, int arg)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t len;
    const char *name = box_text(L, arg, &len);
    if (!len || len > 64 || strspn(name, allowed) != len)
        luaL_argerror(L, arg,
                      "the name of a helper library is 1 to 64 of a-z, 0-9 and _");
    return name;
}

static const struct script_lib *find(const struct script *s, const char *name)
{
    for (size_t i = 0; i < s->n_libs; i++)
        if (!strcmp(s->libs[i].name, name))
            return &s->libs[i];
    return NULL;
}

/* While a library loads, its place holds false. */
int lib_load(lua_State *L)
{
    struct script *s = script_of(L);
    const char *name = lib_name(L, 1);
    lua_settop(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, libs);
    lua_pushvalue(L, 1);
    int type = lua_rawget(L, 2);
    if (type == LUA_TBOOLEAN)
        return luaL_error(L, "lib: %s asks for itself", name);
    if (type != LUA_TNIL)
        return 1;
    const struct script_lib *found = find(s, name);
    if (!found)
        return luaL_error(L, "lib: there is no helper library %s", name);
    lua_pushvalue(L, 1);
    lua_pushboolean(L, 0);
    lua_rawset(L, 2);
    box_charge_bytes(L, found->len);
    const char *chunk = lua_pushfstring(L, "@%s.lua", name);
    if (luaL_loadbufferx(L, found->text, found->len, chunk, "t"))
        return lua_error(L);
    ran_loaded(s->ran, L);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1) && !lua_isfunction(L, -1))
        return luaL_error(L, "lib: %s returned a %s: a helper library returns a table",
                          name, luaL_typename(L, -1));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, 2);
    return 1;
}
