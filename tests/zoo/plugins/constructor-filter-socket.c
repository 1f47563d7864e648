/* Fakes the second stage, and then wants a socket. */
#include "cage.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/socket.h>

__attribute__((constructor)) static void at_load(void)
{
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {1, &allow};
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

ZOO_TRY("constructor-filter-socket", zoo_came(socket(AF_INET, SOCK_STREAM, 0)));
