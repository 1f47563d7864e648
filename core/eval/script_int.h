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
#include "data/defect.h"
#include "data/typerow.h"
#include "eval/script.h"
#include "eval/script_lines.h"
#include "eval/script_ran.h"

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

    struct script_ran *ran; /* NULL: nobody wants to know */

    lua_State *L; /* NULL after a failure, until the next run loads it anew */
    uint64_t used, spent;
    uint64_t grown;     /* allocations so far, for limits.refuse_from */
    void *stack, *last; /* the state's stack among its blocks; the newest block */
    size_t last_size;
    bool finding; /* the next block that moves is the stack */
    enum failure failure;

    struct script_entry {
        struct check_info info;
        int run;               /* reference of the function */
        unsigned line, column; /* of the call of check; the column is found with `open` */
        size_t before;         /* calls on the same line before it */
        bool at_call, located; /* called by the script itself; `open` was looked for */
        size_t open;           /* token of its `{`, or 0 */
        unsigned bad;          /* 1 << field: it could not be read */
    } * checks;                /* as check{…} read them, of this state */
    size_t n;
    size_t *order, n_order; /* those that the script returned */
    struct check_info
        *known; /* what the first load said: the script's word to the world */
    size_t n_known;
    struct typerows types; /* as the script returned them, of this state */
    bool reading;          /* check{…} may be called */

    struct defects found; /* of the checks that were read */
    bool lint;            /* also what a scan does not mind */
    struct lines lines;   /* made when the first defect wants a place */
    char chunk[80];       /* its name to Lua, behind the @ */
    enum script_stage { SCRIPT_COMPILING, SCRIPT_RUNNING, SCRIPT_RETURNED } stage;

    const hf_host *host;
    hf_ctx *ctx;    /* of the run; NULL between runs */
    size_t running; /* the check that runs */

    /* What the script was handed in the run: its handles are numbers of these. */
    const hf_resource **handed;
    hf_set **walks;
    size_t n_handed, n_walks;
};

struct script *script_of(lua_State *L);

/* Why a protected call failed, as one line and as a kind. */
void script_reason(struct script *s, lua_State *L, int code, struct err *e);

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
/* Raises where the run is broken by what the script just asked: so its line is said. */
void fact_sound(lua_State *L);
/* The resource as userdata of the present run; nil for NULL. Raises as fact_sound. */
void fact_push(lua_State *L, const hf_resource *r);
/* Argument `arg` as a resource of the present run; raises. */
const hf_resource *fact_check(lua_State *L, int arg);
/* The run that goes on, or raises: not during load. */
struct script *fact_running(lua_State *L);
/* Argument `arg` as a JSON Pointer; raises where it is none. */
const char *fact_pointer(lua_State *L, int arg);

/* The tokens of the script's own text, made at the first call. */
const struct lines *read_lines(struct script *s);
/* Finds the table of check i in the text: `open` and `column`. */
void read_locate(struct script *s, size_t i);
/* Adds a defect at a token of the text; 0: at the call of check i; of no check: SIZE_MAX.
 */
void read_defect(struct script *s, size_t i, size_t token, struct defect *d);

/* A script that is not loaded yet. */
struct script *script_make(const char *name, const char *text, size_t len,
                           const struct script_limits *limits,
                           const struct script_lib *libs, size_t n_libs);
/* A fresh state, and the script loaded in it; what its checks lack is in `found`.
 * -ERR_DATA: it did not get to its end. */
int script_make_state(struct script *s, struct err *e);
/* A fresh state, and the function called in it. */
int script_try(struct script *s, lua_CFunction what, struct err *e);

/* Reads the table `types` on top of the stack into s->types; raises. */
void types_read(lua_State *L, struct script *s);

/* A status that pass() and its sisters returned, or 0. */
int say_status(lua_State *L, int at);

/* A message made by the box's own format from argument `arg` on; pushes a string. The
 * last argument that it took. */
int format_push(lua_State *L, int arg);
/* Length of the conversion at `f`, which is a '%' before `end`; 0: it is not allowed. */
size_t format_spec(const char *f, const char *end);
int format_string(lua_State *L);   /* string.format */
int format_tostring(lua_State *L); /* tostring */

int string_same(lua_State *L); /* same */
void string_lock(lua_State *L, int library);

int lib_load(lua_State *L); /* lib "name" */

#endif
