#include "eval/script_api.h"

#include "base/text.h"
#include "eval/script_int.h"

#include <stdlib.h>
#include <string.h>

const struct api_row *const *api_rooms(void)
{
    static const struct api_row *const rooms[] = {api_reading, api_facts,   api_walks,
                                                  api_saying,  api_strings, api_tables,
                                                  api_lua,     api_blocked, NULL};
    return rooms;
}

static const char *behind_prefix(const char *name)
{
    size_t n = strcspn(name, ".:");
    return name[n] ? name + n + 1 : name;
}

bool api_has(enum api_kind kind, const char *name)
{
    for (const struct api_row *const *room = api_rooms(); *room; room++)
        for (const struct api_row *row = *room; row->kind; row++)
            if (row->kind == kind && !strcmp(behind_prefix(row->name), name))
                return true;
    return false;
}

/* --- putting it together --- */

/* The table that a name lies in ("string" for "string.len"), made when it is not there,
 * on top; returns the last part of the name. */
static const char *push_room(lua_State *L, int environment, const char *name)
{
    const char *dot = strchr(name, '.');
    if (!dot) {
        lua_pushvalue(L, environment);
        return name;
    }
    lua_pushlstring(L, name, (size_t)(dot - name));
    lua_pushvalue(L, -1);
    if (lua_rawget(L, environment) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, environment);
    }
    lua_remove(L, -2);
    return dot + 1;
}

/* What Lua's own library has under that name, on top. */
static void push_original(lua_State *L, const char *name)
{
    const char *dot = strchr(name, '.');
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    if (dot) {
        lua_pushlstring(L, name, (size_t)(dot - name));
        lua_gettable(L, -2);
        lua_remove(L, -2);
    }
    lua_getfield(L, -1, dot ? dot + 1 : name);
    lua_remove(L, -2);
}

static void install(lua_State *L, int environment, const struct api_row *row)
{
    const char *last = push_room(L, environment, row->name);
    if (row->kind == API_LUA && !row->function)
        push_original(L, row->name);
    else if (row->kind == API_LUA) /* ours before theirs */
        push_original(L, row->name), lua_pushcclosure(L, row->function, 1);
    else
        lua_pushcfunction(L, row->function);
    lua_setfield(L, -2, last);
    lua_pop(L, 1);
}

/* __index of a table of names: upvalue 1 has those that are blocked, with their hints. */
static int blocked(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL)
        return 1;
    script_of(L)->failure = FAILURE_BLOCKED;
    const char *hint = lua_tostring(L, -1);
    return luaL_error(L, "blocked: %s%s is not available in a check%s%s",
                      lua_tostring(L, lua_upvalueindex(2)), lua_tostring(L, 2),
                      *hint ? ": " : "", hint);
}

/* Reading a blocked name of the table on top says so. Nothing is added that a script
 * could hold. */
static void add_blocked(lua_State *L, const char *prefix)
{
    size_t n = strlen(prefix);
    lua_newtable(L);
    lua_newtable(L);
    for (const struct api_row *row = api_blocked; row->kind; row++) {
        const char *name = row->name;
        if (n ? strncmp(name, prefix, n) != 0 : strchr(name, '.') != NULL)
            continue;
        lua_pushstring(L, row->meaning);
        lua_setfield(L, -2, name + n);
    }
    lua_pushstring(L, prefix);
    lua_pushcclosure(L, blocked, 2);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

static void open_originals(lua_State *L)
{
    static const struct {
        const char *name;
        lua_CFunction open;
    } all[] = {{"string", luaopen_string}, {"math", luaopen_math}};
    lua_pushcfunction(L, luaopen_base);
    lua_call(L, 0, 1);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        lua_pushcfunction(L, all[i].open);
        lua_call(L, 0, 1);
        lua_setfield(L, -2, all[i].name);
    }
    lua_pop(L, 1);
}

void api_install(lua_State *L)
{
    static const char *const tables[] = {"string", "table", "math"};
    open_originals(L);
    lua_newtable(L);
    int environment = lua_gettop(L);
    for (const struct api_row *const *room = api_rooms(); *room; room++)
        for (const struct api_row *row = *room; row->kind; row++)
            if (row->kind == API_FUNCTION || row->kind == API_LUA)
                install(L, environment, row);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char prefix[16];
        size_t n = strlen(tables[i]);
        memcpy(prefix, tables[i], n);
        memcpy(prefix + n, ".", 2);
        lua_getfield(L, environment, tables[i]);
        add_blocked(L, prefix);
        if (!i)
            string_lock(L, lua_gettop(L));
        lua_pop(L, 1);
    }
    add_blocked(L, "");
}

/* --- the rows: check{…}, its fields, lib --- */

#define FIELD(name, gives, meaning)                                                      \
    {                                                                                    \
        API_FIELD, "check." name, NULL, NULL, gives, meaning, "0.1"                      \
    }

const struct api_row api_reading[] = {
    {API_FUNCTION, "check", read_check, "fields: check", "handle",
     "Describes a check; only while the file is loaded. The file returns it, or a list.",
     "0.1"},
    {API_FUNCTION, "lib", lib_load, "name: string", "table",
     "The table of a helper library: file NAME.lua in the folder lib beside the checks.",
     "0.1"},
    FIELD("id", "string", "Its name: a to z, 0 to 9 and -."),
    FIELD("title", "string", "What holds when it passes."),
    FIELD("protection", "string?",
          "The group it belongs to; by default the file's name."),
    FIELD("severity", "\"info\"|\"low\"|\"medium\"|\"high\"|\"critical\"",
          "Of a failure."),
    FIELD("fixed_severity", "boolean?",
          "Whether that stands even where the vault is empty."),
    FIELD("targets", "string[]", "The types of resources that it judges."),
    FIELD(
        "needs", "(string|need)[]?",
        "The types that it looks at besides. A table says more: type, where (\"below\", "
        "\"above\", \"followed\", \"scope\") and optional."),
    FIELD(
        "only", "only[]?",
        "What of a target or a need the verdicts hang on: the rest is not read for this "
        "check. kinds: values that Azure lists the type by. unless = { at, is, below }: "
        "an optional need is not read below a target where one of the words `is` stands "
        "at the pointer `at` of the target, or of anything of the type `below` in it."),
    FIELD("settings", "table<string, {[1]: string|number, [2]: string}>?",
          "name = { default, \"meaning\" }: what a user may set."),
    FIELD("why", "string?", "What happens when it fails."),
    FIELD("remedy", "string?",
          "A command that mends it; {name}, {id}, {resourceGroup}, {subscriptionId}, "
          "{vault} and, of a policy, {policy} are filled in."),
    FIELD("controls", "string[]?", "Controls of frameworks: \"MCSB:BR-2\"."),
    FIELD("refs", "string[]?", "Addresses, https."),
    FIELD("run", "fun(target: resource): verdict", "Judges one resource."),
    {0}};

/* --- Lua's own --- */

/* Upvalue: Lua's function. Its cost is that of its longest argument. */
static int charged(lua_State *L)
{
    size_t longest = (size_t)lua_gettop(L) * 8;
    for (int i = lua_gettop(L); i > 0; i--)
        if (lua_type(L, i) == LUA_TSTRING && lua_rawlen(L, i) > longest)
            longest = lua_rawlen(L, i);
    box_charge_bytes(L, longest);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

#define OWN(name, takes, gives, meaning)                                                 \
    {                                                                                    \
        API_LUA, name, NULL, takes, gives, meaning, "0.1"                                \
    }
#define CHARGED(name, takes, gives, meaning)                                             \
    {                                                                                    \
        API_LUA, name, charged, takes, gives, meaning, "0.1"                             \
    }

const struct api_row api_lua[] = {
    OWN("assert", "value: any, message?: any, ...: any", "any",
        "Raises the message when the value is false or nil; else returns its arguments."),
    OWN("error", "message: string, level?: integer", NULL,
        "Ends the check: the pair is an error with this message."),
    OWN("ipairs", "list: table", "function, table, integer",
        "Walks a list from 1 to its first nil."),
    CHARGED("select", "at: integer|string, ...: any", "any",
            "The arguments from number at on; with \"#\", how many there are."),
    CHARGED("tonumber", "value: any, base?: integer", "number?",
            "The number that a text spells, or nil."),
    OWN("type", "value: any", "string", "The type of a value, as a word."),
    OWN("string.len", "s: string", "integer", "Length in bytes."),
    OWN("string.sub", "s: string, from: integer, to?: integer", "string",
        "The bytes from one place to another; from the end when negative."),
    OWN("math.abs", "x: number", "number", "The value without its sign."),
    OWN("math.ceil", "x: number", "integer", "The next whole number above."),
    OWN("math.floor", "x: number", "integer", "The next whole number below."),
    OWN("math.fmod", "x: number, y: number", "number",
        "What is left of x divided by y, rounded towards zero."),
    OWN("math.huge", NULL, "number", "More than any number."),
    CHARGED("math.max", "x: number, ...: number", "number", "The largest argument."),
    OWN("math.maxinteger", NULL, "integer", "The largest integer."),
    CHARGED("math.min", "x: number, ...: number", "number", "The smallest argument."),
    OWN("math.mininteger", NULL, "integer", "The smallest integer."),
    OWN("math.modf", "x: number", "number, number", "The whole part, and the rest."),
    OWN("math.pi", NULL, "number", "The number pi."),
    OWN("math.sqrt", "x: number", "number", "The square root."),
    OWN("math.tointeger", "x: any", "integer?", "The number as an integer, or nil."),
    OWN("math.type", "x: any", "string?",
        "\"integer\" or \"float\"; nil for what is no number."),
    {0}};

/* --- blocked --- */

#define NO(name, hint)                                                                   \
    {                                                                                    \
        API_BLOCKED, name, NULL, NULL, NULL, hint, "0.1"                                 \
    }

/* Names that programmers of Lua expect. Those of libraries that do as much harm are not
 * here; what is not here and not in the box is nil. */
const struct api_row api_blocked[] = {
    NO("_G", ""),
    NO("collectgarbage", ""),
    NO("coroutine", ""),
    NO("debug", ""),
    NO("dofile", "use lib"),
    NO("getmetatable", ""),
    NO("io", ""),
    NO("load", ""),
    NO("loadfile", "use lib"),
    NO("loadstring", ""),
    NO("module", ""),
    NO("newproxy", ""),
    NO("next", "use pairs, which has an order"),
    NO("os", "use now() and lib \"time\""),
    NO("package", "use lib"),
    NO("pcall", ""),
    NO("print", "use detail"),
    NO("rawequal", ""),
    NO("rawget", ""),
    NO("rawlen", ""),
    NO("rawset", ""),
    NO("require", "use lib"),
    NO("setmetatable", ""),
    NO("utf8", ""),
    NO("xpcall", ""),
    NO("math.random", "a check gives the same answer every time"),
    NO("math.randomseed", "a check gives the same answer every time"),
    NO("string.dump", ""),
    NO("string.find", "use position, contains, split or like"),
    NO("string.gmatch", "use split"),
    NO("string.gsub", "use split and table.concat"),
    NO("string.match", "use starts, ends, split or like"),
    NO("string.pack", ""),
    NO("string.packsize", ""),
    NO("string.reverse", ""),
    NO("string.unpack", ""),
    NO("table.move", ""),
    NO("table.pack", ""),
    {0}};
