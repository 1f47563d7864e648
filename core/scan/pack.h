/* The manifest of a signed pack of checks, PACK.sig: what it says, not whether it is
 * true (that is trust.h). Text in one canonical form, holdfast.pack/1; lines end with a
 * line feed, words are parted by one space:
 *
 *   holdfast.pack/1
 *   name NAME             a-z 0-9 . _ -, at most 64, a letter or digit first
 *   version X.Y.Z         numbers of at most 9 digits, no leading zeros
 *   abi N                 major of the plugin ABI that the checks were made for
 *   key ID                of the signer: 16 hex digits of the SHA-256 of its public key
 *   file SHA256 NAME      64 hex digits; x.so, x.lua or lib/x.lua; in order of bytes
 *   ...
 *   signature BASE64      Ed25519 over all bytes before this line
 *
 * Every file of the folder that would be loaded has a line. */
#ifndef HF_SCAN_PACK_H
#define HF_SCAN_PACK_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

#define PACK_FILE "PACK.sig"
enum {
    PACK_BYTES = 1 << 20,
    PACK_NAME = 64,
    PACK_FILES_MAX = 1024,
    PACK_KEY_ID = 16,
    PACK_HASH = 64,
    PACK_SIGNATURE = 64
};

struct pack_version {
    uint32_t part[3];
};

struct pack_file {
    char *name;
    char sha256[PACK_HASH + 1];
};

struct pack {
    char name[PACK_NAME + 1], key[PACK_KEY_ID + 1];
    struct pack_version version;
    uint32_t abi;
    struct pack_file *files; /* in order of name, each once */
    size_t n;
    unsigned char signature[PACK_SIGNATURE];
    size_t signed_len; /* bytes that the signature covers */
};

/* Fills *p from the bytes of a PACK.sig; pack_free takes it back. -ERR_DATA for anything
 * but the canonical form, with the line; then *p is empty. */
int pack_parse(const char *bytes, size_t len, struct pack *p, struct err *e);
void pack_free(struct pack *p);

/* Appends the bytes that are signed: all but the last line. */
void pack_print(const struct pack *p, struct buf *out);

/* Appends the last line. */
void pack_print_signature(const unsigned char signature[PACK_SIGNATURE], struct buf *out);

/* 0, or -ERR_DATA with why a text cannot stand as name, version, or name of a file. */
int pack_check_name(const char *name, struct err *e);
int pack_parse_version(const char *text, struct pack_version *v, struct err *e);
int pack_check_file(const char *name, struct err *e);

/* Negative, 0, positive as by strcmp; "X.Y.Z" as text. */
int pack_compare(const struct pack_version *a, const struct pack_version *b);
void pack_version_text(const struct pack_version *v, char out[36]);

#endif
