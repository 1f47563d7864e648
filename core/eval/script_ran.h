/* Which lines of a script and of its helper libraries can run, and which did. Only while
 * a trial wants to know: a hook at every line costs time. */
#ifndef HF_EVAL_SCRIPT_RAN_H
#define HF_EVAL_SCRIPT_RAN_H

struct buf;
struct lua_State;
struct lua_Debug;
struct script_ran;

struct script_ran *ran_make(void);
void ran_free(struct script_ran *l);

/* The function on top of the stack is a chunk that was just loaded: notes its lines. */
void ran_loaded(struct script_ran *l, struct lua_State *L);

/* From the hook: a line begins. */
void ran_hit(struct script_ran *l, struct lua_State *L, struct lua_Debug *ar);

/* One line {"lines":{"name":"x.lua","active":[1,…],"run":[1,…]}} a chunk. NULL: nothing.
 */
void ran_encode(const struct script_ran *l, struct buf *out);

#endif
