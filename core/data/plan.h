/* The plan: which types a selection of checks reads, closed over the parents that listing
 * them takes. What `holdfast plan` shows and what holdfast-collect is given. */
#ifndef HF_DATA_PLAN_H
#define HF_DATA_PLAN_H

#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalog;
struct catalog_row;
struct check_info;
struct err;

enum {
    PLAN_GROUP = 100, /* most subscriptions in one query of Resource Graph */
    PLAN_SIDE = 4,    /* so many queries side by side, of PLAN_LEAST or more each: the */
    PLAN_LEAST = 25,  /* pages of one come one after the other */
    PLAN_SWEEP = 20   /* ids of a type, in a subscription, worth one rather than GETs */
};

/* Filters of a list that are asked below a resource unless a word stands in its body, or
 * in that of any resource of a type that is listed beside them. */
struct plan_part {
    uint64_t filters;
    char *unless, *is;               /* pointer; words, spaces between them */
    const struct catalog_row *below; /* NULL: in the resource that all of it lies below */
};

struct plan_type {
    const struct catalog_row *row;
    bool target;   /* some check judges it */
    bool needed;   /* below, above or scope: listed everywhere in the scan */
    bool followed; /* fetched by id where a reference points at it */
    bool optional; /* only optional needs want it */
    uint64_t
        spared; /* filters (of a row without: bit 0) that are not asked everywhere, */
    struct plan_part *parts; /* but, if at all, where one of these holds */
    size_t n_parts;
    /* extension types: parent types (catalogue's spelling) that it is listed under */
    struct strs under;
    struct strs checks; /* ids of the checks that want it */
};

struct plan {
    struct plan_type *types; /* parents before what is listed below them */
    size_t n;
    const struct catalog *catalog; /* whose rows they are; NULL: the built-in ones */
    struct catalog *own;           /* the same, when plan_decode made it */
};

/* Plans for the selected checks; the catalogue stays the caller's and must live as long.
 * Types without a catalogue row: -ERR_DATA names check and type. */
int plan_make(const struct check_info *const *checks, size_t n,
              const struct catalog *catalog, struct plan *p, struct err *e);
void plan_free(struct plan *p);

/* How many of `n` subscriptions one query of Resource Graph asks for. */
size_t plan_group(size_t n);

/* Whether the type is read by lists or as a setting below others. */
bool plan_is_listed(const struct plan_type *t);
/* The filters of its list that are asked anywhere. */
uint64_t plan_ever_asked(const struct plan_type *t);

/* What holdfast-collect reads from its input: one JSON object with protocol, rows of
 * check files, types, scope and cloud. */
struct plan_scope {
    struct strs subscriptions; /* ids or names; empty: all that are readable */
    /* https origins; audience a URL */
    char *cloud_name, *authority, *resource_manager, *audience;
    char *tenant;          /* id or domain; NULL: the credential knows */
    char *auth;            /* a method of --auth */
    char *client_id;       /* NULL: none */
    char *ca_file, *proxy; /* NULL: none */
    char *inventory;       /* NULL: sign in, and no more */
    char *now;             /* collected-at, ISO; NULL: the clock */
    char *tool;            /* program version for meta */
    char *shard;           /* "I/N", a share of the subscriptions; NULL: all */
    bool resume;           /* goes on with what stands in the inventory */
    int max_requests;      /* in flight; 0: by the number of subscriptions */
    int verbose;
    long timeout; /* seconds; 0: none */
};

void plan_scope_free(struct plan_scope *s);
void plan_encode(const struct plan *p, const struct plan_scope *s, struct buf *out);
int plan_decode(const char *text, size_t len, struct plan *p, struct plan_scope *s,
                struct err *e);

#endif
