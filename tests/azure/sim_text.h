#ifndef HOLDFAST_TESTS_AZURE_SIM_TEXT_H
#define HOLDFAST_TESTS_AZURE_SIM_TEXT_H

/*
 * Text and memory for the simulator: copies that never fail (out of memory ends the
 * program), percent decoding, ids in lower case. Not for the scanner.
 */

#include <stdbool.h>
#include <stddef.h>

#define SIM_TEXT_GUID 37

/* Zeroed memory, to be freed; grow keeps what was there and leaves the rest unset. */
void *sim_text_alloc(size_t size);
void *sim_text_grow(void *old, size_t count, size_t size);

/* Copies, to be freed. */
char *sim_text_copy(const char *text, size_t len);
char *sim_text_lower(const char *text);
char *sim_text_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Percent-decodes; with plus, '+' is a space. A bad escape is kept as it is. */
char *sim_text_decode(const char *text, size_t len, bool plus);

/* The decoded value of a name in a=b&c=d (names decoded too), or NULL. To be freed. */
char *sim_text_param(const char *query, const char *name);

/* base64url without padding; decoding answers NULL for what is none. To be freed; what
 * was decoded has a NUL behind it. */
char *sim_text_base64url(const void *data, size_t len);
unsigned char *sim_text_unbase64url(const char *text, size_t len, size_t *out_len);

/* Whether the scope is the id or above it, on whole segments; "/" is above all. */
bool sim_text_covers(const char *scope, const char *id);

bool sim_text_same(const char *a, const char *b); /* without case; NULL is like nothing */

bool sim_text_write(const char *file, const char *text); /* false: errno says why */

void sim_text_guid(char out[SIM_TEXT_GUID]); /* random */

#endif
