/* The trust folder: whose signatures count, and which versions of a pack are too old. It
 * is vetted like a folder of code, and what cannot be used in it stops the program: a
 * line that is skipped could be the one that forbids. Lines that are empty or start with
 * # say nothing; all other files are not read.
 *
 *   *.pub                  holdfast.key/1 ed25519 ID BASE64 NAME     (a key)
 *   minimum, *.minimum     PACK X.Y.Z         (no version of that pack before this one)
 */
#ifndef HF_SCAN_TRUST_H
#define HF_SCAN_TRUST_H

#include "scan/pack.h"
#include "scan/sign.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

struct trust_key {
    char id[SIGN_ID + 1];
    unsigned char raw[SIGN_PUBLIC];
};

struct trust_minimum {
    char name[PACK_NAME + 1];
    struct pack_version version; /* the highest that was asked for */
};

struct trust {
    char *folder; /* for messages */
    struct trust_key *keys;
    size_t n;
    struct trust_minimum *minimums;
    size_t n_minimums;
};

/* Adds what a folder says, up to what fails; trust_free takes it back in any case. A
 * missing folder is nothing when `optional`, else -ERR_NOINPUT; -ERR_DATA: not to be
 * trusted, or a line that cannot be used. */
int trust_read(struct trust *t, const char *folder, bool optional, struct err *e);
void trust_free(struct trust *t);

/* What a PACK.sig is worth. 1: a trusted key signed these bytes, for this ABI, in a
 * version that is not too old, and *p holds them (pack_free). 0: the key is not known,
 * *p is filled and `e` says which key. -ERR_DATA: no manifest, or one that is refused. */
int trust_judge(const struct trust *t, const char *bytes, size_t len, struct pack *p,
                struct err *e);

/* Whether a file that starts with these bytes is a *.pub file as trust_print_key makes
 * it. */
bool trust_is_public(const char *bytes, size_t len);

/* Appends the line of a *.pub file. `name` is words for people. */
int trust_print_key(const unsigned char raw[SIGN_PUBLIC], const char *name,
                    struct buf *out, struct err *e);

#endif
