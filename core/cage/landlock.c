/* The numbers stand here because the headers of Debian 12 end at ABI 2, whatever the
 * kernel can do. */
#include "cage/landlock.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

enum { ASK_VERSION = 1 };

int landlock_abi(struct err *e)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, ASK_VERSION);
    if (abi > 0)
        return (int)abi;
    if (!abi || errno == ENOSYS || errno == EOPNOTSUPP) /* not built in; switched off */
        return 0;
    return err_set(e, ERR_CONFIG,
                   "cage: asking for Landlock: %s: let the container make the calls "
                   "landlock_create_ruleset and landlock_restrict_self",
                   strerror(errno));
}

struct landlock_rights landlock_rights(int abi, size_t *size)
{
    /* 1: execute, write and read files, read, remove and make entries of every kind. */
    struct landlock_rights r = {.files = (UINT64_C(1) << 13) - 1};
    if (abi >= 2)
        r.files |= UINT64_C(1) << 13; /* link or rename into another folder */
    if (abi >= 3)
        r.files |= UINT64_C(1) << 14; /* truncate */
    if (abi >= 4)
        r.network = 3; /* bind TCP, connect TCP */
    if (abi >= 5)
        r.files |= UINT64_C(1) << 15; /* ioctl of devices */
    if (abi >= 6)
        r.scopes = 3; /* abstract Unix sockets, signals */
    *size = abi >= 6   ? sizeof r
            : abi >= 4 ? offsetof(struct landlock_rights, scopes)
                       : offsetof(struct landlock_rights, network);
    return r;
}

int landlock_enter(int abi, struct err *e)
{
    size_t size;
    struct landlock_rights r = landlock_rights(abi, &size);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
    if (ruleset < 0)
        return err_set(e, ERR_CONFIG, "cage: Landlock ruleset (ABI %d): %s", abi,
                       strerror(errno));
    long rc = syscall(SYS_landlock_restrict_self, ruleset, 0);
    int why = errno;
    close(ruleset);
    if (rc)
        return err_set(e, ERR_CONFIG, "cage: entering Landlock (ABI %d): %s", abi,
                       strerror(why));
    return 0;
}
