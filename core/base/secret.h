/* A secret in memory: not swapped where the limit allows, not in core dumps, zeroed when
 * freed. */
#ifndef HF_BASE_SECRET_H
#define HF_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct secret {
    char *data; /* NUL-ended; NULL when empty */
    size_t len;
};

struct secret secret_make(const char *data, size_t len);
void secret_free(struct secret *s);

/* Zeroes a piece of memory in a way that the compiler keeps. */
void secret_wipe(void *data, size_t len);

/* Puts '*' over each place where a text that came from outside repeats the secret: as it
 * is, and with any of its bytes as JSON (\", \u007e) or a URL (%7E) may spell them; JSON
 * stays JSON. Before it is parsed or cut: what is left of a secret then is not found any
 * more. Whether there was one. An empty or NULL secret, or NULL text, is in nothing. */
bool secret_hide(const struct secret *s, char *text, size_t len);

/* Appends a text that somebody gave; of an address in it, https://user:password@host, the
 * password is "***". `bare`: it may be an address without "://" too. Rather too much is
 * hidden: all up to the last '@'. */
void secret_put_address(struct buf *out, const char *text, bool bare);

/* A buffer for secrets: all its room at once, since growing would leave copies behind
 * that nobody wipes. secret_buf_free wipes it. */
struct buf secret_buf(size_t max);
void secret_buf_free(struct buf *b);

/* Makes this process untraceable by its user and without core files. 0 or -1. */
int secret_harden_process(void);

#endif
