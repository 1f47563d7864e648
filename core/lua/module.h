/* The module `holdfast` of the operator's own Lua programs (holdfast lua). Nothing here
 * is boxed: the program is the operator's, and may do what the operator may. It is the
 * tenants' words (names, tags, messages) that are strangers', and those are data.
 *
 *   program.c  a program with the module
 *   module.c   the module's functions     args.c   tables of options to arguments
 *   start.c    holdfast as a child        value.c  JSON and Lua values
 *   scan.c, scan_find.c   a scan and its findings, from a JSON Lines report
 *   estate.c, resource.c  an inventory, its resources, SQL
 *
 * What the module has (holdfast-module(3) has the options and the errors):
 *
 *   collect{…}  → path, whole      Azure into an inventory; whole: nothing was left out
 *   scan{…}     → scan             of Azure, a file or an inventory
 *   load(file)  → scan             of a saved report; its exit is nil
 *   open(file)  → inventory        what was written by holdfast, or text that is loaded
 *   report(what, format[, file])   of a scan, a list of findings or a file; → the text
 *   checks{…}   → list             what each check says of itself
 *   show(text)  → text             as it may stand on a terminal
 *   array(t), is_array(v), null    JSON's arrays and null; version   a string
 *   scan:findings{…}  iterator; #scan; scan.summary gaps refused info tool exit; close()
 *   inventory:resources(type), inventory:query(sql, …)  iterators; meta(), gaps(),
 * close() resource.id key type name text body; resource:get(pointer)
 *
 * Each raises one line for an unknown option, a wrong type, or what holdfast said last.
 *
 * What a Lua error may jump over owns no memory of C: it is userdata, or on the stack. */
#ifndef HF_LUA_MODULE_H
#define HF_LUA_MODULE_H

struct lua_State;

struct module_host {     /* lives as long as the state */
    const char *program; /* absolute path of holdfast */
    const char *temp;    /* folder of temporary files */
    const char *version;
};

/* Lets `require "holdfast"` find the module. Called in a protected call. */
void module_offer(struct lua_State *L, const struct module_host *host);

/* What the module was offered with. */
const struct module_host *module_host(struct lua_State *L);

#endif
