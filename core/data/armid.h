/* ARM resource ids as text. A key is the id in ASCII lower case without trailing slash,
 * not percent-decoded; "/" is the tenant. Functions take keys where they say so. */
#ifndef HF_DATA_ARMID_H
#define HF_DATA_ARMID_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { ARMID_MAX = 4096 };

/* The key of an id into `key` (ARMID_MAX bytes). False when it is no id: empty, no
 * leading slash, empty or `.`/`..` segments, `//`, control characters, or too long. */
bool armid_key(const char *id, char *key);

/* Whether a text is the key of some id: its own, valid UTF-8. */
bool armid_is_key(const char *key, size_t len);
/* Whether the id has this key, which is one. */
bool armid_has_key(const char *id, const char *key);

/* Whether `scope` covers `key`: equal, or above it on whole segments. "/" covers all. */
bool armid_covers(const char *scope, const char *key);

/* Length of the parent's key: cut at the last `/providers/` if that leaves a resource,
 * else two segments shorter; 1 ("/", the key's first byte) at the top; 0 for "/"
 * itself. */
size_t armid_parent(const char *key);

/* The type that the segments spell, in the id's own case
 * ("Microsoft.RecoveryServices/vaults/backupPolicies");
 * Microsoft.Resources/subscriptions and …/resourceGroups without a provider;
 * Microsoft.Resources/tenants for "/". False when odd. */
bool armid_type(const char *id, struct buf *out);

/* Last segment, pointing into `id`. */
const char *armid_name(const char *id);

/* The segment behind `name` at its place (subscriptions: first; resourcegroups:
 * third), or length 0. */
const char *armid_subscription(const char *id, size_t *len);
const char *armid_group(const char *id, size_t *len);

/* Length of the key of the vault (Recovery Services or Backup) that a key is or lies in:
 * equal to the key's own when it is the vault; 0: none. */
size_t armid_vault(const char *key);

#endif
