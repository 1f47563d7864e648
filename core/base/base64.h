/* Base64 in its one canonical form (RFC 4648, padded, no white space), so that equal
 * bytes are equal text. */
#ifndef HF_BASE_BASE64_H
#define HF_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Appends the text of `len` bytes. */
void base64_encode(struct buf *out, const void *data, size_t len);

/* Exactly `size` bytes from a text of `len` characters. False, with `out` in no defined
 * state, for any other length, character, padding, or bits that would be lost. */
bool base64_decode(const char *text, size_t len, unsigned char *out, size_t size);

/* The form for names and URLs: `-` and `_`, no padding. */
void base64_url_encode(struct buf *out, const void *data, size_t len);

/* Appends what a text in either alphabet says, with padding or without; false when a
 * character is none, with `out` in no defined state. */
bool base64_url_decode(const char *text, size_t len, struct buf *out);

#endif
