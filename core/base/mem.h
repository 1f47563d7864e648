/* Memory that is there or the process is not: every function returns what was asked for,
 * or says so on stderr and ends the process with 70. */
#ifndef HF_BASE_MEM_H
#define HF_BASE_MEM_H

#include <stddef.h>

/* malloc, zeroed. The caller frees. */
void *mem_new(size_t size) __attribute__((warn_unused_result, malloc));

/* Room for `count` elements of `size`, overflow checked; contents kept as by realloc. */
void *mem_grow(void *old, size_t count, size_t size) __attribute__((warn_unused_result));

/* A copy of a string; NULL gives NULL. The caller frees. */
char *mem_text(const char *text) __attribute__((warn_unused_result));

/* A copy of `len` bytes with a NUL behind. The caller frees. */
char *mem_textn(const char *text, size_t len) __attribute__((warn_unused_result));

#endif
