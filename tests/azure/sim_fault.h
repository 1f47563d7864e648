#ifndef HOLDFAST_TESTS_AZURE_SIM_FAULT_H
#define HOLDFAST_TESTS_AZURE_SIM_FAULT_H

/*
 * What goes wrong on purpose: KIND@SUBSTRING[%K][*N][;name=value]. The substring is
 * sought without case in "PATH?QUERY", decoded; for Resource Graph in the path, a blank
 * and the text of the query. It hits each K-th matching request; N is how many in all.
 * Without them it hits all.
 * The first fault of the list that matches and is not used up is the one.
 */

#include "sim_answer.h"
#include "sim_canned.h"
#include "sim_world.h"

#include <stdbool.h>
#include <stddef.h>

enum sim_fault_kind {
    SIM_FAULT_NONE,
    SIM_FAULT_THROTTLE,     /* 429; ;retry-after=SECONDS|date|none */
    SIM_FAULT_SUBSCRIPTION, /* 429sub: the whole subscription; ;retry-after= as above */
    SIM_FAULT_HTML,         /* 503html */
    SIM_FAULT_CLAIMS,       /* 401claims: until the bearer was asked for with claims */
    SIM_FAULT_ABSENT,       /* 404 */
    SIM_FAULT_GONE,         /* 410 */
    SIM_FAULT_INTERNAL,     /* 500 */
    SIM_FAULT_GATEWAY,      /* 504 */
    SIM_FAULT_EXPIRED,      /* 401expired: the bearer is dead from then on */
    SIM_FAULT_HANG,         /* hang: 10 s, then answers */
    SIM_FAULT_CUT,          /* cut: half of the body, then the connection goes */
    SIM_FAULT_BAD_JSON,     /* badjson */
    SIM_FAULT_OTHER_HOST,   /* otherhost-nextlink; ;host=HOST[:PORT] */
    SIM_FAULT_LOOP,         /* loop-nextlink: the page leads to itself */
    SIM_FAULT_UNREGISTERED, /* 409unregistered */
    SIM_FAULT_HUGE,         /* huge: 300 MB */
    SIM_FAULT_REDIRECT,     /* redirect: 302; ;host=HOST[:PORT] */
    SIM_FAULT_RESET,        /* reset: half of the body, then a reset */
    SIM_FAULT_STALL,        /* stall: headers and half of the body, then nothing */
    SIM_FAULT_TRICKLE,      /* trickle: one byte of the body a second */
    SIM_FAULT_CANNED,       /* answer: what stands in ;file=FILE (sim_canned.h) */
};

struct sim_fault {
    enum sim_fault_kind kind;
    char *substring;
    char *value; /* after the name of the option, or NULL */
    struct sim_canned *canned;
    unsigned long left; /* ULONG_MAX: without end */
    unsigned long every, seen;
};

struct sim_faults {
    struct sim_fault *list;
    size_t count;
};

/* False with the reason when the text is no fault. */
bool sim_fault_add(struct sim_faults *faults, const char *spec, char *why,
                   size_t why_size);

/* The fault of this request, counted as used; or NULL. */
const struct sim_fault *sim_fault_pick(struct sim_faults *faults,
                                       const struct sim_request *request);

/* Answers for the kinds that replace the answer; false for the others. */
bool sim_fault_replace(const struct sim_fault *fault, const struct sim_request *request,
                       const char *base, struct sim_answer *answer);

/* Spoils an answer that was made: cut, reset, stall, trickle, badjson, huge. */
void sim_fault_spoil(const struct sim_fault *fault, struct sim_answer *answer);

/* Host for links that lead away. */
const char *sim_fault_host(const struct sim_fault *fault);

void sim_fault_clear(struct sim_faults *faults);

#endif
