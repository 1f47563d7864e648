#include "cage/caps.h"

#include "base/err.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct sets {
    struct __user_cap_header_struct head;
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
};

static bool any(const struct sets *s)
{
    unsigned left = 0;
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
        left |= s->data[i].effective | s->data[i].permitted | s->data[i].inheritable;
    return left != 0;
}

/* Which CAP_SETPCAP allows. Without it the set cannot shrink, and with no_new_privs
 * nothing comes back out of it. */
static int drop_bounding(struct err *e)
{
    for (unsigned long cap = 0; cap < 64; cap++)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0)) {
            if (errno == EINVAL && cap) /* behind the last */
                return 0;
            return err_set(e, ERR_CONFIG, "cage: bounding set: %s", strerror(errno));
        }
    return 0;
}

int caps_drop(struct err *e)
{
    struct sets s = {.head = {_LINUX_CAPABILITY_VERSION_3, 0}};
    if (syscall(SYS_capget, &s.head, s.data))
        return err_set(e, ERR_CONFIG, "cage: capabilities: %s", strerror(errno));
    if (s.data[0].effective & 1u << CAP_SETPCAP && drop_bounding(e))
        return -ERR_CONFIG;
    if (!any(&s))
        return 0;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
        return err_set(e, ERR_CONFIG, "cage: ambient set: %s", strerror(errno));
    memset(s.data, 0, sizeof s.data);
    if (syscall(SYS_capset, &s.head, s.data) || syscall(SYS_capget, &s.head, s.data))
        return err_set(e, ERR_CONFIG, "cage: dropping capabilities: %s", strerror(errno));
    return any(&s) ? err_set(e, ERR_CONFIG, "cage: capabilities are left") : 0;
}
