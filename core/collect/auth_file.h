/* Files that hold a secret, read by who signs in: whose they may be, who else may read
 * them, and which links are followed. */
#ifndef HF_COLLECT_AUTH_FILE_H
#define HF_COLLECT_AUTH_FILE_H

#include <stddef.h>

struct err;
struct secret;

enum auth_file_rule {
    /* Mode 0600 or 0400: nobody else reads it. */
    AUTH_FILE_PRIVATE,
    /* In systemd's folder of credentials: others of its group may seem to read it, since
     * that is how a mode shows the service's entry in an access list. */
    AUTH_FILE_SYSTEMD,
    /* A token that the platform projects for us; who else reads it is the platform's
     * choice, but nobody else may write it. */
    AUTH_FILE_PLATFORM,
    /* Of an agent with a user of its own: whoever's it is, others may not write it. */
    AUTH_FILE_AGENT
};

enum { AUTH_FILE_MAX = 65536 };

/* All of a regular file that belongs to us or to root (but see AUTH_FILE_AGENT). A link
 * is followed where it stays inside the folder that it lies in, as a projected volume's
 * do. -ERR_NOINPUT: it is not there; -ERR_ACCESS: cannot be read, or may not be trusted;
 * -ERR_DATA: longer than `max`, or empty. The caller frees *out. */
int auth_file_read(const char *path, enum auth_file_rule rule, size_t max,
                   struct secret *out, struct err *e);

/* The same without the line break at its end, and with no other control character: a
 * password or a token. */
int auth_file_word(const char *path, enum auth_file_rule rule, struct secret *out,
                   struct err *e);

/* The credential `name` in systemd's folder. 1: it is there and was read; 0: there is no
 * such folder (NULL) or file; else as auth_file_word. */
int auth_file_credential(const char *folder, const char *name, struct secret *out,
                         struct err *e);

#endif
