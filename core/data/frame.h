/* Frames: what a worker writes into its findings pipe, and what the spool keeps. Binary,
 * little-endian, host-only. A frame is hostile input: frame_check proves every length,
 * count and byte before anything is used.
 *
 *   magic u32, kind u8, pad u8[3], length u32 (of all behind this header)
 *   chunk frame: chunk u32, first u64 (row number of its first resource), resources u16,
 * checks u16, details u32, resources x u64 row numbers, resources x checks verdict bytes
 * (resource-major, job's check order), resources x checks severity bytes (of an error:
 * its failure), details x { resource u16, check u16, flags u16, evidence u16, remarks
 * u16, message text, evidence x {id text, pointer text, value text (JSON), flags u8 (1:
 * default)}, remarks x {key text, value text} } text = length u32 and bytes (UTF-8, no
 * NUL). */
#ifndef HF_DATA_FRAME_H
#define HF_DATA_FRAME_H

#include "data/checkinfo.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

#define FRAME_MAGIC 0x46524d31u
enum {
    FRAME_READY = 1,
    FRAME_CHUNK,
    FRAME_END,
    FRAME_DESCRIBE, /* body: JSON Lines */
    FRAME_CAGE,     /* the first of all; body: cage/parts.h */
    FRAME_TRACE     /* body: JSON Lines, as core/scan/traced.h reads them */
};
enum { FRAME_HEADER = 12, FRAME_MAX = 64 << 20, CHUNK_TARGETS = 256 };
enum { MESSAGE_MAX = 1024, EVIDENCE_MAX = 32, REMARKS_MAX = 32, VALUE_MAX = 1024 };

struct frame_text {
    const char *data;
    size_t len;
};

struct frame_evidence {
    struct frame_text id, pointer, value;
    int assumed; /* stands for a documented default */
};

/* The remark of a finding that is a step less grave because its resource holds nothing.
 */
#define FRAME_LOWERED "lowered"

struct frame_remark {
    struct frame_text key, value;
};

/* One finding's details while reading. */
struct frame_detail {
    uint16_t resource, check;
    struct frame_text message;
    struct frame_evidence evidence[EVIDENCE_MAX];
    size_t n_evidence;
    struct frame_remark remarks[REMARKS_MAX];
    size_t n_remarks;
};

struct frame_view; /* a chunk that was proven */

/* --- writing (worker; also the parent for pairs it books itself) --- */

struct frame_chunk; /* a chunk being filled */
struct frame_chunk *frame_chunk_make(uint32_t chunk, size_t n_checks);
void frame_chunk_free(struct frame_chunk *c);
/* Adds a resource; all its verdicts start as VERDICT_NONE. Returns its index in the
 * chunk, or -1 when full. */
int frame_chunk_resource(struct frame_chunk *c, int64_t n);
void frame_chunk_verdict(struct frame_chunk *c, size_t resource, size_t check,
                         enum verdict v, enum severity s);
/* The verdict of a pair that is an error, and why. */
void frame_chunk_error(struct frame_chunk *c, size_t resource, size_t check,
                       enum failure f);
/* Details of a pair: message may be NULL. Lists are cut at their maxima, texts at theirs.
 * Order of calls must be resource, then check. */
void frame_chunk_detail(struct frame_chunk *c, const struct frame_detail *d);
/* A detail of a proven view as it stands, at the same resource, but of that check: its
 * bytes are those that frame_next_detail passed, from `from` to `to`. */
void frame_chunk_take(struct frame_chunk *c, const struct frame_view *v, size_t from,
                      size_t to, size_t check);
/* The whole frame with header. */
void frame_chunk_encode(const struct frame_chunk *c, struct buf *out);
/* A frame without chunk: CAGE, READY, END, DESCRIBE. */
void frame_plain_encode(int kind, const void *body, size_t len, struct buf *out);

/* --- reading --- */

/* Kind and body length of a header; -ERR_DATA for a bad magic, kind or length. */
int frame_header(const void *header, int *kind, size_t *length, struct err *e);

struct frame_view {
    uint32_t chunk;
    size_t resources, checks, details;
    const unsigned char *rows, *verdicts, *severities, *detail; /* into the body */
    size_t detail_len;
};

/* Proves a chunk body and fills *v, which points into it. */
int frame_check(const void *body, size_t len, size_t checks, struct frame_view *v,
                struct err *e);
int64_t frame_row(const struct frame_view *v, size_t resource);
enum verdict frame_verdict(const struct frame_view *v, size_t resource, size_t check);
enum severity frame_severity(const struct frame_view *v, size_t resource, size_t check);
enum failure frame_failure(const struct frame_view *v, size_t resource, size_t check);

/* Details one after the other, in order of resource, check. Start with *at = 0. 1 and *d,
 * or 0 at the end. The view was proven. */
int frame_next_detail(const struct frame_view *v, size_t *at, struct frame_detail *d);

#endif
