/* Runs saved inputs through a fuzz target: the files named, or those of the target's own
 * folder in the corpus. So each target is a test on every machine. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_MAX = 1 << 20 };

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    uint8_t *data = malloc(INPUT_MAX);
    size_t n = data ? fread(data, 1, INPUT_MAX, f) : 0;
    fclose(f);
    uint8_t *exact =
        malloc(n ? n : 1); /* so that a sanitizer sees the first byte behind */
    if (data && exact) {
        memcpy(exact, data, n);
        LLVMFuzzerTestOneInput(exact, n);
    }
    free(exact);
    free(data);
    return 0;
}

static int run_folder(const char *folder, size_t *n)
{
    DIR *d = opendir(folder);
    int bad = 0;
    if (!d) {
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
        return 1;
    }
    for (struct dirent *at; (at = readdir(d));) {
        char path[4096];
        if (at->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, at->d_name);
        bad |= run_file(path);
        ++*n;
    }
    closedir(d);
    return bad;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/'), *source = getenv("top_srcdir");
    const char *name = slash ? slash + 1 : argv[0];
    char folder[4096];
    struct stat st;
    size_t n = 0;
    int bad = 0;
    if (!strncmp(name, "fuzz_", 5))
        name += 5;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source ? source : ".",
             name);
    if (argc == 1)
        bad = run_folder(folder, &n);
    for (int i = 1; i < argc; i++, n++)
        bad |= !stat(argv[i], &st) && S_ISDIR(st.st_mode) ? run_folder(argv[i], &n)
                                                          : run_file(argv[i]);
    printf("%s: %zu inputs\n", name, n);
    return bad || !n;
}
