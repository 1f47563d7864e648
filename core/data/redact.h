/* Secrets that Azure or a user's file may hold in plain sight do not enter an inventory:
 * nothing that reads it later, query, report or check, can then leak them. */
#ifndef HF_DATA_REDACT_H
#define HF_DATA_REDACT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Copies a JSON text that a strict reader took (doc.h) to `out`, with these replaced by
 * "(redacted, N bytes)": strings that are the value of a member whose name is, without
 * case, one of a fixed list (password, adminPassword, connectionString, accountKey,
 * primaryKey, secondaryKey, sharedKey, clientSecret, sasToken), and, in any string, the
 * value of `sig=` in a URL, which is what signs a shared access link. Returns whether
 * anything was replaced; when not, nothing was added to `out`. */
bool redact_json(const char *text, size_t len, struct buf *out);

#endif
