/* Requests that wait their turn. A lane is a first-in, first-out queue of one resource
 * provider in one subscription; the lanes of a subscription share its budget of reads.
 * Lanes with something to start take turns, so that one that is throttled holds up no
 * other. No network, no clock. */
#ifndef HF_COLLECT_LANE_H
#define HF_COLLECT_LANE_H

#include "base/hash.h"
#include "collect/throttle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LANE_GRAPH "graph"

struct lane;

struct lane_item {
    struct lane_item *next;
    struct lane *lane;
    char *url, *body; /* body NULL: a GET */
    void *job;
    int tries;
    unsigned generation;   /* of the token it went out with */
    unsigned row;          /* of 401s that its last one stood in (fetch_int.h) */
    unsigned char refused; /* answers of 401 */
    bool throttled;        /* its last answer was a 429 */
    int64_t due;           /* steady ms; of one that waits outside its lane */
};

/* What a subscription, the tenant or Resource Graph grants the caller. */
struct lane_budget {
    struct lane_budget *next;
    char *name;
    struct throttle pace;
};

struct lane {
    struct lane *next, *prev; /* the ring of those with something to start; or NULL */
    char *name;
    struct lane_budget *budget;
    struct throttle pace; /* its blocks alone count: no provider tells its rate */
    struct lane_item *first, *last;
};

struct lane_set {
    double rate, burst;  /* of a budget that has none of its own */
    struct lane **table; /* open addressing, a power of two */
    size_t n, cap;
    struct lane_budget *budgets;
    size_t n_budgets;
    struct lane *turn; /* who is next in the ring; NULL: nothing to start */
    struct lane
        *first; /* Resource Graph: so little is granted that it waits for nobody */
    struct hash_key key;
};

struct lane_set lane_set_make(double rate, double burst, uint64_t seed);
/* With all that waits in them; each job is given to `drop`. */
void lane_set_free(struct lane_set *s, void (*drop)(void *job));

/* The lane of a name, which is made when it is new. What stands before the first '/' is
 * the budget. */
struct lane *lane_find(struct lane_set *s, const char *name, int64_t now);

/* Strings are copied. The item is in no list yet. */
struct lane_item *lane_item_make(struct lane *lane, const char *url, const char *body,
                                 void *job);
void lane_item_free(struct lane_item *i); /* not the job */

/* To the end of its lane. */
void lane_push(struct lane_set *s, struct lane_item *i);
/* The next that may start, lane by lane in turn; it is out of its lane then and has taken
 * its token. NULL: none, and *wait is lowered to the ms until one may. */
struct lane_item *lane_take(struct lane_set *s, int64_t now, int64_t *wait);
/* Takes one out of any lane that is blocked until `end` or longer; NULL: none is. */
struct lane_item *lane_take_late(struct lane_set *s, int64_t end);

/* Until when a lane, or all of its budget, is blocked; how long both were so far. ms. */
int64_t lane_blocked(const struct lane *l);
int64_t lane_waited(const struct lane *l);

/* A list that is no lane: on its front, and out of it wherever it stands. */
void lane_link(struct lane_item **list, struct lane_item *i);
void lane_unlink(struct lane_item **list, struct lane_item *i);

#endif
