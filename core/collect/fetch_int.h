/* What fetch.c and fetch_answer.c share. */
#ifndef HF_COLLECT_FETCH_INT_H
#define HF_COLLECT_FETCH_INT_H

#include "base/err.h"
#include "collect/auth.h"
#include "collect/fetch.h"
#include "collect/lane.h"

struct fetch {
    struct fetch_options o;
    struct lane_set lanes;
    struct lane_item *waiting; /* for their time, in no order */
    struct lane_item *flying;
    struct auth_token token;
    unsigned generation;
    char *claims; /* that the next token has to show; NULL: none */
    bool doubted; /* the token came after a 401 and nothing was read with it yet */
    int refused;  /* 401s in a row: since the token came, and since it opened anything */
    unsigned row; /* of 401s: the number of it */
    int renewals; /* after a 401, since `renewed` (steady ms) */
    int64_t renewed;
    struct fetch_totals totals;
    uint64_t seed;
    int lost;
    int64_t end; /* steady ms; 0: never */
    bool late;   /* some lane may be blocked for longer than this lasts */
    const char *stopped;
    struct err why;
    int rc;
};

/* Of a request that nobody will be told of any more. */
void fetch_drop(struct fetch *f, struct lane_item *i);
void fetch_give(struct fetch *f, struct lane_item *i, struct http_answer *a,
                const char *stopped);
void fetch_fail(struct fetch *f, int rc);

/* When it makes no sense any more to wait for a scope; steady ms. */
int64_t fetch_horizon(const struct fetch *f, int64_t now);

/* For http_turn: gives an answer to who asked, or asks again. */
void fetch_on_answer(void *fetch, struct http_answer *a);

#endif
