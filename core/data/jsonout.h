/* JSON as text, written into a buffer: for records and reports, where building a tree
 * first would cost more than the writing. */
#ifndef HF_DATA_JSONOUT_H
#define HF_DATA_JSONOUT_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct strs;

/* A quoted JSON string: `"` `\` and controls escaped, `<` as <, bad UTF-8 as U+FFFD, and
 * whatever may not stand on a terminal (text_visible) as \u and its number.
 * NULL gives null. */
void json_text(struct buf *out, const char *text);
void json_textn(struct buf *out, const char *text, size_t len);

/* `"key":` with a comma before it unless the buffer ends in `{` or `[`. */
void json_key(struct buf *out, const char *key);
/* A comma unless the buffer ends in `{` or `[` (or is empty). */
void json_comma(struct buf *out);

/* `"key":"text"`, `"key":123`, `"key":true`, with json_key's comma. */
void json_member(struct buf *out, const char *key, const char *text);
void json_member_int(struct buf *out, const char *key, int64_t value);
void json_member_bool(struct buf *out, const char *key, int value);

/* `"key":["text",…]`, with json_key's comma. */
void json_list(struct buf *out, const char *key, const struct strs *list);

#endif
