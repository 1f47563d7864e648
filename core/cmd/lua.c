/* holdfast lua: another program runs the operator's Lua. It is started in place of this
 * one, with the environment as it is. */
#include "base/err.h"
#include "base/mem.h"
#include "cmd/cmd.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int cmd_lua(struct cmd *c, struct err *e)
{
    const struct strs *words = &c->opt.words;
    char name[] = "holdfast-lua", verbose[] = "-v", plain[] = "-";
    if (!words->n)
        return err_set(e, ERR_USAGE, "lua wants a FILE, or - for standard input");
    char **argv = mem_new((words->n + 4) * sizeof *argv);
    argv[0] = name;
    argv[1] = c->places.self;
    argv[2] = c->opt.verbose ? verbose : plain;
    memcpy(argv + 3, words->at, words->n * sizeof *argv);
    execv(c->places.lua, argv);
    return err_set(e, ERR_CONFIG, "cannot start %s: %s", c->places.lua, strerror(errno));
}
