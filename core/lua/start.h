/* Starts holdfast as a child: an argument array and no shell, what it prints in a file
 * without a name, what it says on standard error passed on line by line. */
#ifndef HF_LUA_START_H
#define HF_LUA_START_H

struct lua_State;

/* Pushes a file without a name as userdata and returns its descriptor, which is closed
 * with it. */
int start_file(struct lua_State *L);

/* A descriptor of the same file that reads from its start, as userdata on the stack. */
int start_reopen(struct lua_State *L, int fd);

/* Runs holdfast with the strings of the list at `args`, and the table at `env` (0: none)
 * over the environment: strings set a variable, false takes it away. Standard input is
 * `in` (-1: nothing), standard output `out` (-1: dropped). Returns the exit code when it
 * is a result (below 64); raises the child's last line otherwise. */
int start_run(struct lua_State *L, int args, int env, int in, int out);

#endif
