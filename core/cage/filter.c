#include "cage/filter.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Names, not numbers: what an architecture lacks is left out. Each list was found by
 * strace, then proven by running all checks under it. */
static const char *const always[] = {
    "read",       "pread64",     "write",          "writev",          "lseek",
    "newfstatat", "fstat",       "munmap",         "mremap",          "madvise",
    "brk",        "futex",       "getrandom",      "clock_gettime",   "gettimeofday",
    "time",       "sched_yield", "rt_sigprocmask", "rt_sigreturn",    "sigaltstack",
    "getpid",     "gettid",      "sysinfo",        "restart_syscall", "clock_nanosleep",
    "exit_group"};

static const char *const while_loading[] = {"close", "rt_sigaction", "seccomp"};

static const char *const deadly[] = {
    "socket", "socketpair", "socketcall", "bind", "connect", "listen", "accept",
    "accept4", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg",
    "getsockname", "getpeername", "getsockopt", "setsockopt", "shutdown",
    /* programs, processes, threads */
    "execve", "execveat", "fork", "vfork", "clone", "clone3",
    /* other processes */
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd",
    /* ways around a filter, and doors into the kernel */
    "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "userfaultfd",
    "keyctl", "add_key", "request_key", "perf_event_open", "open_by_handle_at",
    /* other views of the file system */
    "mount", "umount", "umount2", "mount_setattr", "move_mount", "open_tree", "fsopen",
    "fsconfig", "fsmount", "fspick", "unshare", "setns", "pivot_root", "chroot"};

struct making {
    scmp_filter_ctx ctx;
    int rc; /* the first that failed, negative errno */
};

static void add(struct making *m, uint32_t action, const char *name,
                const struct scmp_arg_cmp *if_so)
{
    int number = seccomp_syscall_resolve_name(name);
    if (m->rc || number == __NR_SCMP_ERROR)
        return;
    m->rc = seccomp_rule_add_array(m->ctx, action, number, if_so ? 1 : 0, if_so);
}

static void add_all(struct making *m, uint32_t action, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(m, action, names[i], NULL);
}

static struct scmp_arg_cmp masked(unsigned argument, uint64_t mask, uint64_t value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_MASKED_EQ, mask, value};
}

static struct scmp_arg_cmp equal(unsigned argument, uint64_t value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_EQ, value, 0};
}

/* Memory is never writable and executable at once; in the second stage nothing new is
 * executable. To make pages executable later is what a plugin with text relocations or an
 * executable stack asks for: EACCES is the answer that the loader reports well. */
static void add_memory(struct making *m, enum filter_stage stage)
{
    struct scmp_arg_cmp no_exec = masked(2, PROT_EXEC, 0),
                        exec = masked(2, PROT_EXEC, PROT_EXEC),
                        exec_only = masked(2, PROT_WRITE | PROT_EXEC, PROT_EXEC);
    add(m, SCMP_ACT_ALLOW, "mmap", &no_exec);
    if (stage == FILTER_LOADING)
        add(m, SCMP_ACT_ALLOW, "mmap", &exec_only);
    add(m, SCMP_ACT_ALLOW, "mprotect", &no_exec);
    add(m, SCMP_ACT_ERRNO(EACCES), "mprotect", &exec);
}

static void add_rules(struct making *m, enum filter_stage stage)
{
    struct scmp_arg_cmp self = equal(0, (uint64_t)getpid()), own_limits = equal(0, 0),
                        read_only = masked(2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
    add_all(m, SCMP_ACT_ALLOW, always, sizeof always / sizeof *always);
    add_all(m, SCMP_ACT_KILL_PROCESS, deadly, sizeof deadly / sizeof *deadly);
    add(m, SCMP_ACT_ALLOW, "tgkill", &self); /* abort and raise; never the parent */
    add_memory(m, stage);
    if (stage != FILTER_LOADING)
        return;
    add_all(m, SCMP_ACT_ALLOW, while_loading,
            sizeof while_loading / sizeof *while_loading);
    add(m, SCMP_ACT_ALLOW, "openat", &read_only); /* Landlock or not: no file is made */
    add(m, SCMP_ACT_ALLOW, "prlimit64", &own_limits);
}

static int set(struct making *m, enum scmp_filter_attr what, uint32_t value)
{
    return m->rc ? m->rc : seccomp_attr_set(m->ctx, what, value);
}

int filter_enter(enum filter_stage stage, struct err *e)
{
    struct making m = {seccomp_init(SCMP_ACT_ERRNO(EPERM)), 0};
    if (!m.ctx)
        return err_set(e, ERR_CONFIG, "cage: seccomp: out of memory");
    m.rc = set(&m, SCMP_FLTATR_CTL_NNP, 0);
    m.rc = set(&m, SCMP_FLTATR_API_SYSRAWRC, 1); /* the kernel's own errors */
    m.rc = set(&m, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    add_rules(&m, stage);
    if (!m.rc)
        m.rc = seccomp_load(m.ctx);
    seccomp_release(m.ctx);
    return m.rc ? err_set(e, ERR_CONFIG, "cage: entering seccomp, stage %d: %s",
                          (int)stage, strerror(-m.rc))
                : 0;
}

int filter_offered(struct err *e)
{
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    if (!syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action))
        return 1;
    if (errno == ENOSYS || errno == EINVAL || errno == EOPNOTSUPP)
        return 0;
    return err_set(
        e, ERR_CONFIG,
        "cage: asking for seccomp: %s: let the container make the call seccomp",
        strerror(errno));
}
