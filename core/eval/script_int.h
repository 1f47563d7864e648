/* What the files of the Lua box share.
 *
 *   script.c         life of a script: load, run, throw away
 *   script_box.c     allocator, budget       script_api.c     names: allowed, blocked
 *   script_read.c    check{…} to check_info  script_lib.c     lib "name"
 *   script_fact.c    resources and facts     script_walk.c    navigation
 *   script_say.c     verdicts, evidence      script_string.c  strings
 *   script_format.c  text of values          script_table.c   tables, order
 *
 * A function that Lua calls may leave by longjmp: it owns no memory while it calls
 * anything that can raise. */
#ifndef HF_EVAL_SCRIPT_INT_H
#define HF_EVAL_SCRIPT_INT_H

#include "data/checkinfo.h"
#include "eval/script.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <stdbool.h>

/* No string of a script is longer, so that no instruction of Lua takes long: comparing
 * and joining cost time by length, and the count of instructions does not see it. */
enum { BOX_STRING_MAX = 64 << 10 };

/* Nor do its calls and their arguments take more than this: passing arguments on costs
 * time by their number, and that is not seen either. */
enum { BOX_STACK_MAX = 64 << 10 };

struct script {
    char *name;
    const char *text;
    size_t len;
    struct script_limits limits;
    const struct script_lib *libs;
    size_t n_libs;

    lua_State *L; /* NULL after a failure, until the next run loads it anew */
    uint64_t used, spent;
    uint64_t grown;     /* allocations so far, for limits.refuse_from */
    void *stack, *last; /* the state's stack among its blocks; the newest block */
    size_t last_size;
    bool finding; /* the next block that moves is the stack */
    enum failure failure;

    struct script_entry {
        struct check_info info;
        int run; /* reference of the function */
    } * checks;  /* as check{…} read them, of this state */
    size_t n;
    size_t *order, n_order; /* those that the script returned */
    struct check_info
        *known; /* what the first load said: the script's word to the world */
    size_t n_known;
    bool reading; /* check{…} may be called */

    const hf_host *host;
    hf_ctx *ctx;    /* of the run; NULL between runs */
    size_t running; /* the check that runs */

    /* What the script was handed in the run: its handles are numbers of these. */
    const hf_resource **handed;
    hf_set **walks;
    size_t n_handed, n_walks;
};

struct script *script_of(lua_State *L);

/* --- box --- */

/* The allocator of a state, `ud` its script. */
void *box_allocate(void *ud, void *ptr, size_t osize, size_t nsize);
lua_State *box_state(struct script *s); /* NULL: no memory */
void box_arm(struct script *s);         /* a fresh budget */

/* Every function of ours that loops over what a script gives it charges for that, before
 * the work. Raises when the budget is spent. */
void box_charge(lua_State *L, uint64_t steps);
void box_charge_bytes(lua_State *L, size_t n);
/* Raises that something would be larger than the box. */
int box_too_big(lua_State *L);
/* luaL_checklstring that is charged for. */
const char *box_text(lua_State *L, int arg, size_t *len);

/* Puts the whole environment in place of the globals. Called in a protected call. */
void box_environment(lua_State *L);

/* --- rooms --- */

int read_check(lua_State *L); /* check{…} */
void read_prepare(lua_State *L);
/* Index of the check that a handle of check{…} stands for; false for anything else. */
bool read_handle(lua_State *L, int at, size_t *index);

void fact_prepare(lua_State *L); /* the metatable of resources */
/* The resource as userdata of the present run; nil for NULL. */
void fact_push(lua_State *L, const hf_resource *r);
/* Argument `arg` as a resource of the present run; raises. */
const hf_resource *fact_check(lua_State *L, int arg);
/* The run that goes on, or raises: not during load. */
struct script *fact_running(lua_State *L);
const char *fact_pointer(lua_State *L, int arg);

/* A status that pass() and its sisters returned, or 0. */
int say_status(lua_State *L, int at);

/* A message made by the box's own format from argument `arg` on; pushes a string. */
void format_push(lua_State *L, int arg);
int format_string(lua_State *L);   /* string.format */
int format_tostring(lua_State *L); /* tostring */

int string_same(lua_State *L); /* same */
void string_lock(lua_State *L, int library);

int lib_load(lua_State *L); /* lib "name" */

#endif
