/* Everything that a script may call, read or write, once: from these rows come the
 * functions in the box, the stubs for editors (share/lua/holdfast.lua) and the manual
 * page holdfast-lua(3). Each room of the box keeps its rows beside its functions. */
#ifndef HF_EVAL_SCRIPT_API_H
#define HF_EVAL_SCRIPT_API_H

#include <lua.h>

#include <stdbool.h>

enum api_kind {
    API_END,
    API_FUNCTION, /* "pass", "string.starts" */
    API_LUA,      /* of Lua's own library, and as its manual says */
    API_METHOD,   /* "resource:text" */
    API_MEMBER,   /* "resource.name" */
    API_CALL,     /* "resource": resource "/pointer" */
    API_FIELD,    /* "check.id": of the table that check takes */
    API_BLOCKED   /* a name of Lua that is not in the box; `meaning`: what to use */
};

struct api_row {
    enum api_kind kind;
    const char *name;
    lua_CFunction function; /* NULL: none of ours */
    const char *takes;      /* "pointer: string, value?: string" */
    const char *gives;      /* "string?"; NULL: nothing */
    const char *meaning;    /* one sentence or two, plain text */
    const char *since;      /* version of holdfast */
};

/* The rows of all rooms; each list ends with API_END, the lists with NULL. */
const struct api_row *const *api_rooms(void);

/* Whether a row of that kind has the name behind its prefix ("check." …). */
bool api_has(enum api_kind kind, const char *name);

/* Puts the environment together from the rows, on top of the stack. What Lua's libraries
 * hold is taken from the globals as they stand. Raises when there is no memory. */
void api_install(lua_State *L);

extern const struct api_row api_reading[], api_facts[], api_walks[], api_saying[],
    api_strings[], api_tables[], api_lua[], api_blocked[];

#endif
