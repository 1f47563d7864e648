/* holdfast-lua: runs the operator's own Lua program with the module `holdfast`. Not
 * boxed: the program has all of Lua's libraries and what the operator may do, the
 * environment with its secrets included, so that it can start holdfast to collect. It is
 * started by `holdfast lua`: PROGRAM, -v or -, FILE, arguments. */
#include "base/err.h"
#include "base/log.h"
#include "base/secret.h"
#include "config.h"
#include "data/doc.h"
#include "lua/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRAM = 1, VERBOSE, FILE_NAME, ARGUMENTS };

int main(int argc, char **argv)
{
    const struct log log = {"holdfast", LOG_WARN, false, STDERR_FILENO};
    const char *temp = getenv("TMPDIR");
    if (argc < ARGUMENTS || argv[PROGRAM][0] != '/') {
        log_say(&log, LOG_ERROR, "this program is started by holdfast lua");
        return ERR_USAGE;
    }
    const char *file = argv[FILE_NAME];
    if (strcmp(file, "-") != 0 && access(file, R_OK)) {
        log_say(&log, LOG_ERROR, "%s: %s", file, strerror(errno));
        return ERR_NOINPUT;
    }
    (void)secret_harden_process(); /* its environment may hold secrets */
    doc_seed();
    return program_run(
        &(struct program){
            .host = {argv[PROGRAM], temp && *temp ? temp : "/tmp", PACKAGE_VERSION},
            .file = file,
            .arguments = argv + ARGUMENTS,
            .n = argc - ARGUMENTS,
            .verbose = !strcmp(argv[VERBOSE], "-v")},
        &log);
}
