/* Calls the kernel under numbers of another architecture. */
#include "cage.h"

static const char *tried(void)
{
#if defined __x86_64__
    return zoo_came(syscall(0x40000000 | SYS_getpid));
#else
    return zoo_came(syscall(SYS_ptrace, 0, 0, 0, 0));
#endif
}

ZOO_TRY("other-architecture", tried());
