/* Loads a program into the kernel. */
#include "cage.h"

ZOO_TRY("bpf-in-run", zoo_came(syscall(SYS_bpf, 0, NULL, 0)));
