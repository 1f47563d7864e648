/* Tables of options, as a program writes them, to arguments of holdfast. */
#ifndef HF_LUA_ARGS_H
#define HF_LUA_ARGS_H

struct lua_State;

enum args_kind {
    ARGS_FLAG,
    ARGS_TEXT,
    ARGS_NUMBER, /* whole */
    ARGS_LIST,   /* a string, or a list of them: the option once for each */
    ARGS_JOINED, /* a string, or a list of them: one option, with commas */
    ARGS_PAIRS,  /* a table name = value: the option once for each, in order of names */
    ARGS_OTHER   /* read by the caller */
};

struct args_row {
    const char *name;   /* in the table */
    const char *option; /* "--check"; NULL with ARGS_OTHER */
    enum args_kind kind;
};

/* Pushes a list of `command` and what the table at `table` asks for. The rows end with a
 * NULL name. Raises, after `where`: a name that no row has (with the nearest as a hint),
 * or a value of the wrong type. */
void args_push(struct lua_State *L, int table, const char *where, const char *command,
               const struct args_row *rows);

/* Adds a string to the list on top. */
void args_add(struct lua_State *L, const char *text);
/* Moves the string on top to the list below it. */
void args_add_top(struct lua_State *L);

#endif
