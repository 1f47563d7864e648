/* A scan as a program sees it: what a JSON Lines report says, kept in a file without a
 * name. Findings are read a line at a time whenever they are asked for. */
#ifndef HF_LUA_SCAN_H
#define HF_LUA_SCAN_H

#include <sys/types.h>

struct lua_State;

struct scan { /* userdata; its tables are in its user value */
    int fd;
    off_t first; /* of the first line behind the head */
    long findings;
};

/* Makes a scan of the report in the file of the userdata on top (start_file), and puts it
 * in its place. `exit` is the code of the scan; -1: unknown. */
void scan_push(struct lua_State *L, int exit);

/* Argument `at` as a scan, or NULL; scan_check raises. */
struct scan *scan_test(struct lua_State *L, int at);
struct scan *scan_check(struct lua_State *L, int at);

/* scan:findings(filter): the iterator, for a generic for. */
int scan_findings(struct lua_State *L);

/* Writes a JSON Lines report of the list of findings at `list` into `fd`. */
void scan_write_list(struct lua_State *L, int list, int fd);

/* The kind of scans in the registry. Called once. */
void scan_offer(struct lua_State *L);

#endif
