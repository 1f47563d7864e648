/* Shared objects through libltdl, with a loader of our own: bound at once, private, by
 * /proc/self/fd only. libltdl's own loader binds lazily and blurs why something failed.
 *
 * A C plugin cannot be made safe inside a process: its constructor runs during the load.
 * What confines it is the cage that the process has entered before; what vets it is the
 * parent. */
#ifndef HF_EVAL_LOADER_H
#define HF_EVAL_LOADER_H

struct err;
struct loader;

/* Once a process. NULL with -ERR_INTERNAL. Never undone: the process ends by _exit. */
struct loader *loader_make(struct err *e);

/* Loads the object behind descriptor `fd` (which must stay open, and is good for one
 * load) and returns the address of its `symbol`, or NULL with -ERR_DATA: the linker's
 * reason. */
const void *loader_open(struct loader *l, int fd, const char *symbol, struct err *e);

#endif
