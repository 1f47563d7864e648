/* Requests that wait their turn: a first-in, first-out queue a scope, each with its pace.
 * No network, no clock. */
#ifndef HF_COLLECT_LANE_H
#define HF_COLLECT_LANE_H

#include "collect/throttle.h"

#include <stdbool.h>
#include <stdint.h>

struct lane;

struct lane_item {
    struct lane_item *next;
    struct lane *lane;
    char *url, *body; /* body NULL: a GET */
    void *job;
    int tries;
    unsigned generation; /* of the token it went out with */
    bool renewed;        /* a 401 was answered by a fresh token */
    int64_t due;         /* steady ms; of one that waits outside its lane */
};

struct lane {
    struct lane *next;
    char *name;
    struct throttle pace;
    struct lane_item *first, *last;
};

/* Strings are copied. The item is in no list yet. */
struct lane_item *lane_item_make(struct lane *lane, const char *url, const char *body,
                                 void *job);
void lane_item_free(struct lane_item *i); /* not the job */

/* To the end of its lane, from the front of it (NULL: empty). */
void lane_push(struct lane_item *i);
struct lane_item *lane_pop(struct lane *l);

/* A list that is no lane: on its front, and out of it wherever it stands. */
void lane_link(struct lane_item **list, struct lane_item *i);
void lane_unlink(struct lane_item **list, struct lane_item *i);

#endif
