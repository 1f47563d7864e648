/* What a refused request means for the inventory: the table of Azure's errors. Pure. */
#ifndef HF_COLLECT_OUTCOME_H
#define HF_COLLECT_OUTCOME_H

struct azerr;

enum outcome_of {
    OUTCOME_LIST,   /* a list below a resource that was there */
    OUTCOME_SINGLE, /* a settings child */
    OUTCOME_FOLLOW, /* an id that something refers to */
    OUTCOME_GRAPH,
    OUTCOME_ROOT /* the list of subscriptions */
};

enum outcome {
    OUTCOME_GAP,    /* not read */
    OUTCOME_EMPTY,  /* read: nothing is there (absent, gone, provider not in use) */
    OUTCOME_VERSION /* another api-version, once; else a gap */
};

/* For an answer that is not 200. `absent_is_empty`: 404 says that there is none. */
enum outcome outcome_of(enum outcome_of what, int status, const struct azerr *a,
                        int absent_is_empty);

#endif
