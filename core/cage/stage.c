#include "cage/stage.h"

#include "base/err.h"
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit(int what, const char *name, rlim_t value, struct err *e)
{
    struct rlimit r;
    if (getrlimit((__rlimit_resource_t)what, &r))
        return err_set(e, ERR_CONFIG, "cage: limit %s: %s", name, strerror(errno));
    if (r.rlim_max != RLIM_INFINITY && r.rlim_max < value)
        value = r.rlim_max; /* somebody set a tighter one */
    r.rlim_cur = r.rlim_max = value;
    if (setrlimit((__rlimit_resource_t)what, &r))
        return err_set(e, ERR_CONFIG, "cage: limit %s: %s", name, strerror(errno));
    return 0;
}

static int privileges(int parent, struct err *e)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL))
        return err_set(e, ERR_CONFIG, "cage: parent death signal: %s", strerror(errno));
    if (getppid() != parent) /* it died before the signal was asked for */
        return err_set(e, ERR_CONFIG, "cage: the parent is gone");
    if (prctl(PR_SET_DUMPABLE, 0))
        return err_set(e, ERR_CONFIG, "cage: not dumpable: %s", strerror(errno));
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return err_set(e, ERR_CONFIG, "cage: no new privileges: %s", strerror(errno));
    return 0;
}

int cage_stage_one(const struct cage_limits *limits, int parent, struct err *e)
{
    int rc = limit(RLIMIT_CORE, "core", 0, e);
#if !defined HF_SANITIZERS
    /* Sanitizers reserve terabytes of address space. */
    if (!rc)
        rc = limit(RLIMIT_DATA, "data", limits->data, e);
    if (!rc)
        rc = limit(RLIMIT_AS, "address space", limits->data + (64u << 20), e);
#endif
    if (!rc)
        rc = limit(RLIMIT_NOFILE, "files", limits->files, e);
    if (!rc)
        rc = limit(RLIMIT_MEMLOCK, "locked memory", 0, e);
    return rc ? rc : privileges(parent, e);
}

int cage_stage_two(struct err *e)
{
#if defined HF_SANITIZERS || defined HF_COVERAGE
    (void)e; /* their reports are files */
    return 0;
#else
    return limit(RLIMIT_FSIZE, "file size", 0, e);
#endif
}

const char *cage_describe(void)
{
#if defined HF_SANITIZERS || defined HF_COVERAGE
    return "none (sanitizer or coverage build)";
#else
    return "rlimits+no_new_privs";
#endif
}
