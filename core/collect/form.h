/* Names and values as a form or a query has them: percent-encoded, `&` between. */
#ifndef HF_COLLECT_FORM_H
#define HF_COLLECT_FORM_H

struct buf;

/* Appends `name=value`, with `&` before it unless the buffer is empty or ends in `?`. */
void form_add(struct buf *out, const char *name, const char *value);

#endif
