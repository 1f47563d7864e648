#include "cmd/places.h"

#include "base/err.h"
#include "base/mem.h"
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `folder` has no links in it, so each .. takes one component off. An absolute `rel` is
 * taken as it is. */
static char *below(const char *folder, const char *rel, const char *name)
{
    size_t up = strlen(folder), n = up + strlen(rel) + strlen(name) + 3;
    while (!strncmp(rel, "../", 3)) {
        rel += 3;
        while (up && folder[--up] != '/')
            ;
    }
    up = *rel == '/' ? 0 : up;
    char *path = mem_new(n), resolved[PATH_MAX];
    snprintf(path, n, "%.*s%s%s%s%s", (int)up, folder, *rel == '/' ? "" : "/", rel,
             *name ? "/" : "", name);
    if (!realpath(path, resolved))
        return path;
    free(path);
    return mem_text(resolved);
}

int places_find(struct places *p, struct err *e)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n < 0)
        return err_set(e, ERR_CONFIG,
                       "/proc/self/exe: %s: without /proc nothing is found or loaded: "
                       "mount it",
                       strerror(errno));
    self[n] = '\0';
    p->self = mem_text(self);
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    p->eval = below(self, HF_REL_LIBEXEC, "holdfast-eval");
    p->collect = below(self, HF_REL_LIBEXEC, "holdfast-collect");
    p->lua = below(self, HF_REL_LIBEXEC, "holdfast-lua");
    p->plugins = below(self, HF_REL_PLUGINS, "");
    p->scripts = below(self, HF_REL_DATA, "scripts");
    p->data = below(self, HF_REL_DATA, "");
    p->trust = below(self, HF_REL_CONF, "trust");
    return 0;
}

void places_free(struct places *p)
{
    free(p->self);
    free(p->eval);
    free(p->lua);
    free(p->collect);
    free(p->plugins);
    free(p->scripts);
    free(p->data);
    free(p->trust);
    *p = (struct places){0};
}
