/* What the files of the Lua box share.
 *
 *   script.c         life of a script: load, run, throw away     script_box.c allocator,
 * budget, environment script_read.c    check{…} to check_info script_fact.c    resources,
 * facts, navigation script_say.c     verdicts, evidence, settings script_string.c
 * strings, tables, sorted pairs */
#ifndef HF_EVAL_SCRIPT_INT_H
#define HF_EVAL_SCRIPT_INT_H

#include "data/checkinfo.h"
#include "eval/script.h"
#include "eval/script_lines.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <stdbool.h>

enum box_reason { BOX_FINE, BOX_TOO_SLOW, BOX_TOO_BIG };

struct script {
    char *name;
    const char *text;
    size_t len;
    struct script_limits limits;
    const struct script_lib *libs;
    size_t n_libs;

    struct script_lines *lines; /* NULL: nobody wants to know */

    lua_State *L; /* NULL after a failure, until the next run loads it anew */
    uint64_t used, spent;
    enum box_reason reason;

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
};

struct script *script_of(lua_State *L);

/* box */
lua_State *box_state(struct script *s); /* NULL: no memory */
void box_arm(struct script *s);         /* a fresh budget */
void box_charge(lua_State *L, uint64_t steps);

/* Puts the whole environment in place of the globals. Called in a protected call. */
void box_environment(lua_State *L);

/* Adds the room's functions to the table on top of the stack. */
void box_add_reading(lua_State *L);
void box_add_facts(lua_State *L);
void box_add_saying(lua_State *L);
void box_add_strings(lua_State *L); /* also the metatable of strings */

/* The resource as userdata of the present run; nil for NULL. */
void fact_push(lua_State *L, const hf_resource *r);
/* Argument `arg` as a resource of the present run; raises. */
const hf_resource *fact_check(lua_State *L, int arg);
/* The run that goes on, or raises: not during load. */
struct script *fact_running(lua_State *L);

/* Index of the check that a handle of check{…} stands for; false for anything else. */
bool read_handle(lua_State *L, int at, size_t *index);

/* A status that pass() and its sisters returned, or 0. */
int say_status(lua_State *L, int at);

/* A message made by the box's own format from argument `arg` on; pushes a string. */
void string_format(lua_State *L, int arg);

#endif
