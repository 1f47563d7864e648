/* Which lines of a script and of its helper libraries can run, and which did. Only while
 * a trial wants to know: a hook at every line costs time. */
#ifndef HF_EVAL_SCRIPT_LINES_H
#define HF_EVAL_SCRIPT_LINES_H

struct buf;
struct lua_State;
struct lua_Debug;
struct script_lines;

struct script_lines *lines_make(void);
void lines_free(struct script_lines *l);

/* The function on top of the stack is a chunk that was just loaded: notes its lines. */
void lines_loaded(struct script_lines *l, struct lua_State *L);

/* From the hook: a line begins. */
void lines_hit(struct script_lines *l, struct lua_State *L, struct lua_Debug *ar);

/* One line {"lines":{"name":"x.lua","active":[1,…],"run":[1,…]}} a chunk. NULL: nothing.
 */
void lines_encode(const struct script_lines *l, struct buf *out);

#endif
