/* Fakes the second stage of the cage by a filter of its own: the first has to suffice. */
#include "cage.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>

static char came[16] = "not run";

/* Whoever asks for a filter, or a limit, hears that it is there. */
__attribute__((constructor)) static void at_load(void)
{
    struct sock_filter lies[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog program = {sizeof lies / sizeof *lies, lies};
    long rc = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
    snprintf(came, sizeof came, "%s", zoo_came(rc));
}

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    const char *file = zoo_open("/etc/passwd", O_RDONLY),
               *marker = zoo_open(ZOO_MARKER, O_WRONLY | O_CREAT),
               *killed = zoo_came(kill(1, 0));
    return h->fail(c, HF_DEFAULT, "lies %s: file %s, marker %s, signal %s", came, file,
                   marker, killed);
}

ZOO_PLUGIN("zoo-constructor-filter", run);
