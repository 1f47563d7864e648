/* Runs one Lua program of the operator with the module `holdfast`, all of Lua's libraries
 * and its arguments. */
#ifndef HF_LUA_PROGRAM_H
#define HF_LUA_PROGRAM_H

#include "lua/module.h"

#include <stdbool.h>

struct log;

struct program {
    struct module_host host;
    const char *file;       /* "-": standard input */
    char *const *arguments; /* behind the file */
    int n;
    bool verbose; /* an error is told with how the program came to it */
};

/* Returns the exit code: the whole number that the program returned, else 0; 65 when it
 * cannot be loaded, 70 after an error, which is said in one line. */
int program_run(const struct program *p, const struct log *log);

#endif
