/* The box on the command line, for tests/tools/check-lua.
 *
 *   lua_box api            rows of the API: room, kind, name, takes, gives, since,
 * meaning lua_box reach          everything that a script can reach lua_box run LIBS
 * FILE… each check of the files, once: outcome and message */
#include "script_rig.h"

#include "base/clock.h"
#include "data/checkinfo.h"
#include "eval/script_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *or_empty(const char *text) { return text ? text : ""; }

static int print_api(void)
{
    static const char *const kinds[] = {"",       "function", "lua",   "method",
                                        "member", "call",     "field", "blocked"};
    for (size_t room = 0; api_rooms()[room]; room++)
        for (const struct api_row *row = api_rooms()[room]; row->kind; row++)
            printf("%zu\t%s\t%s\t%s\t%s\t%s\t%s\n", room, kinds[row->kind], row->name,
                   or_empty(row->takes), or_empty(row->gives), row->since, row->meaning);
    return 0;
}

static int print_reach(void)
{
    struct err e;
    struct strs found = {0};
    struct script *s = rig_load(
        "return check { id = 'zoo', title = 'T', targets = {'A.B/c'}, severity = 'low',"
        " run = function() return pass() end }",
        &e);
    if (!s)
        return 1;
    rig_walk(s, &found);
    for (size_t i = 0; i < found.n; i++)
        puts(found.at[i]);
    strs_free(&found);
    script_free(s);
    return 0;
}

static void run_file(const char *path, const struct script_lib *libs, size_t n_libs)
{
    struct err e;
    size_t len;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *text = rig_file(path, &len, &e);
    struct script *s =
        text ? script_load(name, text, len, &rig_limits, libs, n_libs, &e) : NULL;
    if (!s)
        printf("%s\trefused\t%s\n", name, e.text);
    for (size_t i = 0; s && i < script_checks(s); i++) {
        int status = rig_run(s, i, &e);
        enum failure f = status ? FAILURE_NONE : script_failure(s);
        if (!status && !f)
            f = FAILURE_UNDECLARED; /* the host's word */
        printf("%s\t%s\t%s\n", script_check(s, i)->id,
               status ? verdict_name((enum verdict)status) : failure_name(f),
               status ? rig_said : e.text);
    }
    int64_t start = clock_steady_ms();
    script_free(s);
    if (clock_steady_ms() - start > 100)
        printf("%s\tlinger\tclosing took more than 100 ms\n", name);
    free(text);
}

int main(int argc, char **argv)
{
    size_t n = 0;
    if (argc == 2 && !strcmp(argv[1], "api"))
        return print_api();
    if (argc == 2 && !strcmp(argv[1], "reach"))
        return print_reach();
    if (argc < 4 || strcmp(argv[1], "run")) {
        fprintf(stderr, "usage: lua_box api | reach | run LIBS FILE...\n");
        return 64;
    }
    const struct script_lib *libs = rig_libs(argv[2], &n);
    for (int i = 3; i < argc; i++)
        run_file(argv[i], libs, n);
    return 0;
}
