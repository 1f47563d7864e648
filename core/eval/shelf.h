/* Resources as they were read of one inventory, kept by row and key: what a check gets as
 * hf_resource, with the body behind it, which is parsed when the first fact is asked for.
 * What nobody holds any more stays for the targets to come, those used last, up to a
 * number of bytes. It saves time alone: what is read again is the same.
 *
 * Whoever asks gets a resource held (one count) and lets it go. One that was let go may
 * lose its body at any time and stays a handle until shelf_turn; facts of it live while
 * it is held. */
#ifndef HF_EVAL_SHELF_H
#define HF_EVAL_SHELF_H

#include <holdfast/plugin.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog_row;
struct doc;
struct err;
struct inventory;
struct inventory_resource;
struct shelf;

enum { SHELF_BYTES = 10 << 20 };

struct hf_resource {
    int64_t n;
    const struct catalog_row *row; /* NULL: a type that the catalogue does not know */
    char *key, *id, *type, *source, *api_version;
    char *body; /* NULL: it is read again when asked */
    size_t body_len;
    struct doc *doc; /* NULL: not parsed yet */
    char *refused;   /* why the body cannot be read, or NULL */

    /* the shelf's own */
    hf_resource *row_next, *key_next; /* in the same slot */
    hf_resource *older, *newer;       /* by use; of those without a body, the next */
    unsigned held;
    uint64_t turn;       /* in which it was handed out last */
    size_t alone, bytes; /* of the handle, and with all that is behind it */
    bool bare;           /* a handle alone */
};

/* Keeps at most `bytes` of what nobody holds. The inventory stays the caller's and must
 * live as long. */
struct shelf *shelf_make(struct inventory *inv, size_t bytes);
/* With all its resources, held or not. */
void shelf_free(struct shelf *s);

/* The resource of a row, by what a walk without bodies gave, or of a key: 1 and *out,
 * held; 0 when no resource has the key; negative: the inventory cannot be read. */
int shelf_row(struct shelf *s, const struct inventory_resource *head, hf_resource **out,
              struct err *e);
int shelf_key(struct shelf *s, const char *key, hf_resource **out, struct err *e);

void shelf_hold(struct shelf *s, hf_resource *r);
void shelf_let_go(struct shelf *s, hf_resource *r);
/* Lets go of one that is not expected to be asked for again: it is the first to leave. */
void shelf_discard(struct shelf *s, hf_resource *r);

/* Handles that were let go may vanish from here on. */
void shelf_turn(struct shelf *s);

/* The parsed body of one that is held; NULL, and the same words in `refused` each time,
 * when it cannot be read. */
const struct doc *shelf_doc(struct shelf *s, hf_resource *r);

/* Whether its body really names the key: references are found by hashes. Negative: the
 * body cannot be read again. */
int shelf_names(struct shelf *s, hf_resource *r, const char *key, struct err *e);

/* The body of a row is this text (the caller's, which must live until the next call) and
 * not what was read; NULL: of no row. Nothing is held. */
void shelf_pretend(struct shelf *s, int64_t n, const char *body);

#endif
