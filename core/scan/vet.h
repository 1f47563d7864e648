/* Files that decide what runs, read with care: code, manifests, keys. Nobody but root and
 * the caller may be able to change them or any folder above; a folder of root with the
 * sticky bit is taken when what is next in it belongs to one of the two. No step leads
 * through a link. What was looked at is what is read: everything goes by descriptor. */
#ifndef HF_SCAN_VET_H
#define HF_SCAN_VET_H

#include "base/buf.h"
#include "base/strs.h"

struct err;

/* Walks an absolute, resolved path from / and returns a descriptor for reading the
 * folder; the caller closes it. -ERR_NOINPUT: not there; -ERR_DATA: not to be trusted. */
int vet_open_folder(const char *path, struct err *e);

/* The same for the folder `name` in a folder that vet_open_folder gave. `path` is its
 * whole name, for messages. */
int vet_open_below(int folder, const char *name, const char *path, struct err *e);

/* Reads the file `name` of such a folder; `out` says how long it may be. -ERR_NOINPUT:
 * not there; -ERR_DATA: a link, no regular file, not to be trusted, too long, or changed
 * meanwhile. `path` is its whole name, for messages. */
int vet_read_file(int folder, const char *name, const char *path, struct buf *out,
                  struct err *e);

/* Names in a folder but those that start with a dot, in order of bytes. The caller frees
 * the list. 0 or -ERR_IO. */
int vet_list(int folder, struct strs *names, struct err *e);

#endif
