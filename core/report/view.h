/* A resource as reports show it, and the remedy of a check filled in for it. */
#ifndef HF_REPORT_VIEW_H
#define HF_REPORT_VIEW_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct check_info;
struct err;
struct finding;
struct inventory;
struct result;

struct view { /* strings owned; empty when unknown */
    int64_t row;
    char *id, *key, *type, *name, *location, *group, *subscription;
};

/* Reads the resource of a row unless it is there already. 0 or negative. */
int view_read(struct view *v, struct inventory *inv, int64_t row, struct err *e);
void view_free(struct view *v);

/* The check's remedy with {name} {id} {resourceGroup} {subscriptionId} and, for what lies
 * in a vault, {vault} filled in, quoted for a shell where they need it; what the scan
 * cannot know stays in braces. Of "RSV: … ; BV: …" only the part of the resource's kind.
 */
void view_remedy(const struct view *v, const char *remedy, struct buf *out);

/* A word of a shell command: in single quotes when it has anything that a shell would
 * read. */
void view_word(struct buf *out, const char *word);

/* The remedy of a finding on the resource of the view, appended; nothing when its check
 * has none. 0 or negative. */
int view_remedy_of(const struct view *v, const struct result *r, const struct finding *f,
                   struct buf *out, struct err *e);

#endif
