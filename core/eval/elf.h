/* A look at a shared object before it is loaded: loading runs its code. */
#ifndef HF_EVAL_ELF_H
#define HF_EVAL_ELF_H

#include <stddef.h>

struct err;

/* 0 when the bytes are a whole 64-bit shared object of this machine that defines
 * `symbol`, has no RPATH or RUNPATH, and needs nothing but libc, libm and the dynamic
 * linker. Else -ERR_DATA with the reason. */
int elf_check(const void *data, size_t len, const char *symbol, struct err *e);

/* The same, saying every reason: one when the object cannot be read any further, else
 * also each library, the path and the symbol. Returns how many there are. */
size_t elf_judge(const void *data, size_t len, const char *symbol,
                 void (*say)(void *ctx, const char *reason), void *ctx);

#endif
