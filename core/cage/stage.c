#include "cage/stage.h"

#include "base/err.h"
#include "cage/caps.h"
#include "cage/filter.h"
#include "cage/landlock.h"
#include "cage/parts.h"

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

int cage_limit(const struct cage_limits *limits, int parent, struct err *e)
{
    int rc = limit(RLIMIT_CORE, "core", 0, e);
    /* Sanitizers reserve terabytes of address space. */
    if (!rc && !parts_left_out())
        rc = limit(RLIMIT_DATA, "data", limits->data, e);
    if (!rc && !parts_left_out())
        rc = limit(RLIMIT_AS, "address space", limits->data + (64u << 20), e);
    if (!rc)
        rc = limit(RLIMIT_NOFILE, "files", limits->files, e);
    if (!rc)
        rc = limit(RLIMIT_MEMLOCK, "locked memory", 0, e);
    if (!rc && getuid()) /* the kernel does not count root's processes */
        rc = limit(RLIMIT_NPROC, "processes", 0, e);
    if (!rc)
        rc = privileges(parent, e);
    return rc ? rc : caps_drop(e);
}

int cage_ask_kernel(struct cage_offer *offer, struct err *e)
{
    *offer = (struct cage_offer){0};
    if (parts_left_out())
        return 0;
    int abi = landlock_abi(e);
    int seccomp = abi < 0 ? abi : filter_offered(e);
    if (seccomp < 0)
        return seccomp;
    *offer = (struct cage_offer){abi, seccomp == 1};
    return 0;
}

int cage_stage_one(const struct cage_offer *offer, bool weak, struct parts *in,
                   struct err *e)
{
    *in = (struct parts){0};
    if (parts_left_out())
        return 0;
    in->in = PART_LIMITS;
    if (!offer->seccomp && !weak)
        return err_set(e, ERR_CONFIG,
                       "cage: this kernel has no seccomp filters: --weak-cage goes on "
                       "without");
    if (offer->landlock_abi) {
        int rc = landlock_enter(offer->landlock_abi, e);
        if (rc)
            return rc;
        in->in |= PART_LANDLOCK;
        in->abi = (unsigned)offer->landlock_abi;
    }
    if (!offer->seccomp)
        return 0;
    in->in |= PART_SECCOMP;
    return filter_enter(FILTER_LOADING, e);
}

int cage_stage_two(const struct parts *in, struct err *e)
{
    if (parts_left_out()) /* their reports are files */
        return 0;
    int rc = limit(RLIMIT_FSIZE, "file size", 0, e);
    return rc || !(in->in & PART_SECCOMP) ? rc : filter_enter(FILTER_RUNNING, e);
}
