/* A page of a list as its elements, one after another: each is parsed once, and its own
 * text is at hand to be stored. What stands around them is parsed without them. */
#ifndef HF_COLLECT_PAGE_H
#define HF_COLLECT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct doc;
struct err;

struct page {
    struct doc *around;   /* the answer, its array empty; the whole where there is none */
    const char *at, *end; /* the rest of the array's text; NULL: there is no array */
    bool first, closed;
};

/* Takes the array in member `name` apart. The text is not copied and must live as long.
 * -ERR_DATA: what is around it is no JSON. The caller ends it with page_free. */
int page_make(const char *text, size_t len, const char *name, struct page *p,
              struct err *e);
void page_free(struct page *p);

/* The next element's text: 1; 0 at the end of the array; -1 when its commas or brackets
 * are wrong, or there is no array. The element itself is not looked into. */
int page_next(struct page *p, const char **text, size_t *len);

#endif
