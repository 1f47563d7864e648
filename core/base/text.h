/* Text as bytes: ASCII case, UTF-8, and what may be shown to a person. Locale plays no
 * part. */
#ifndef HF_BASE_TEXT_H
#define HF_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

char text_lower_char(char c);
void text_lower(char *text, size_t len); /* in place */

/* Equal without regard to ASCII case; NULL equals nothing. */
bool text_same(const char *a, const char *b);
bool text_same_n(const char *a, const char *b, size_t len);
bool text_starts(const char *text, const char *start);
bool text_starts_same(const char *text, const char *start); /* without case */

/* Nothing but ASCII from the space on, and no `without` ('\\0': any). */
bool text_plain(const char *text, size_t len, char without);

/* Glob over the whole text: `*` any run, `?` one byte. Cost at most length x length. */
bool text_like(const char *text, const char *glob);

/* Edit distance of two words, for hints; 99 when one is longer than 159 bytes. */
size_t text_distance(const char *a, const char *b);
/* The nearest of `n` words to a mistyped one, or NULL when none is near. */
const char *text_nearest(const char *word, const char *const *words, size_t n);

/* Decodes one code point; returns its length in bytes, 0 for invalid UTF-8 or len 0. */
size_t text_decode(const char *text, size_t len, uint32_t *out);
bool text_utf8(const char *text, size_t len); /* valid and without NUL */

/* Where the JSON string that opens at text[at] has its closing quote; `len` when it has
 * none. */
size_t text_json_end(const char *text, size_t len, size_t at);

/* True for a code point that may stand on a terminal: no control, no bidi control, no
 * zero-width or tag character. */
bool text_visible(uint32_t cp);

/* Copies what may be shown; all else becomes \u{hex}, a byte of bad UTF-8 \x{hex}. Cuts
 * at a whole character. Returns the bytes written, without the NUL. */
size_t text_show(char *out, size_t size, const char *text, size_t len);
void text_show_buf(struct buf *out, const char *text, size_t len);

/* What turns a regular noun into the number's form: "" for 1, else "s". */
const char *text_plural(uint64_t n);

/* A whole text as unsigned decimal, at most `max`; false for anything else. */
bool text_number(const char *text, uint64_t max, uint64_t *out);

#endif
