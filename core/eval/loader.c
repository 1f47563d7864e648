#include "eval/loader.h"

#include "base/err.h"
#include "base/mem.h"

#include <dlfcn.h>
#include <ltdl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct loader {
    lt_dlvtable table;
    char reason[512];
    int *seen; /* descriptors that were loaded from */
    size_t n_seen;
};

static lt_module open_now(lt_user_data data, const char *name, lt_dladvise advise)
{
    struct loader *l = data;
    (void)advise;
    void *module = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    const char *why = module ? NULL : dlerror();
    snprintf(l->reason, sizeof l->reason, "%s", why ? why : "");
    return module;
}

static int close_never(lt_user_data data, lt_module module)
{
    (void)data;
    (void)module;
    return 0; /* unloading code with live pointers is how things crash */
}

static void *find(lt_user_data data, lt_module module, const char *symbol)
{
    struct loader *l = data;
    void *address = dlsym(module, symbol);
    if (!address)
        snprintf(l->reason, sizeof l->reason,
                 "it does not export %s: end the file with HF_PLUGIN(…)", symbol);
    return address;
}

struct loader *loader_make(struct err *e)
{
    struct loader *l = mem_new(sizeof *l);
    l->table = (lt_dlvtable){.name = "holdfast",
                             .sym_prefix = "",
                             .module_open = open_now,
                             .module_close = close_never,
                             .find_sym = find,
                             .dlloader_data = l,
                             .priority = LT_DLLOADER_PREPEND};
    if (lt_dlinit() || lt_dlloader_add(&l->table)) {
        err_set(e, ERR_INTERNAL, "libltdl does not start: %s", lt_dlerror());
        return NULL;
    }
    /* Left in, the lazy loader would be asked next, and load what ours refused. */
    (void)lt_dlloader_remove("lt_dlopen");
    (void)lt_dlloader_remove("lt_preopen");
    return l;
}

/* libltdl and the C library compare names: under a number that was used before they would
 * answer with the object that was there then. */
static bool seen(struct loader *l, int fd)
{
    for (size_t i = 0; i < l->n_seen; i++)
        if (l->seen[i] == fd)
            return true;
    l->seen = mem_grow(l->seen, l->n_seen + 1, sizeof *l->seen);
    l->seen[l->n_seen++] = fd;
    return false;
}

const void *loader_open(struct loader *l, int fd, const char *symbol, struct err *e)
{
    char name[32];
    if (seen(l, fd)) {
        err_set(e, ERR_DATA, "cannot be loaded: descriptor %d was loaded before", fd);
        return NULL;
    }
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    l->reason[0] = '\0';
    lt_dlhandle handle = lt_dlopen(name);
    const void *address = handle ? lt_dlsym(handle, symbol) : NULL;
    if (!address) {
        const char *why = l->reason[0] ? l->reason : lt_dlerror();
        size_t skip = strncmp(why, name, strlen(name)) ? 0 : strlen(name);
        skip += skip && why[skip] == ':' ? strspn(why + skip, ": ") : 0;
        err_set(e, ERR_DATA, "cannot be loaded: %s", why + skip);
    }
    return address;
}
