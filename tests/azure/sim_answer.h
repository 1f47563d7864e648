#ifndef HOLDFAST_TESTS_AZURE_SIM_ANSWER_H
#define HOLDFAST_TESTS_AZURE_SIM_ANSWER_H

/*
 * One answer before it goes on the wire: status, body, headers, and how the transport is
 * to be spoiled. It knows the shape of Azure's error envelopes, not when they are due.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define SIM_ANSWER_HEADERS 8

enum sim_answer_wire {
    SIM_WIRE_WHOLE,
    SIM_WIRE_CUT,     /* half of it, then an orderly end */
    SIM_WIRE_RESET,   /* half of it, then a reset */
    SIM_WIRE_STALL,   /* half of it, then nothing for a minute */
    SIM_WIRE_TRICKLE, /* one byte a second */
    SIM_WIRE_ENDLESS
};

struct sim_answer_header {
    const char *name;
    char *value;
};

struct sim_answer {
    unsigned status;
    char *body;
    size_t len;
    const char *content_type;
    enum sim_answer_wire wire;
    struct sim_answer_header headers[SIM_ANSWER_HEADERS];
    size_t header_count;
};

/* Each replaces status and body that were there; the body is taken over. */
void sim_answer_text(struct sim_answer *answer, unsigned status, char *body);
void sim_answer_json(struct sim_answer *answer, unsigned status, json_t *body);

/* {"error":{"code","message"}} with the header x-ms-failure-cause: gateway. */
void sim_answer_error(struct sim_answer *answer, unsigned status, const char *code,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same as a resource provider words it: explicit nulls, cause: service. */
void sim_answer_provider_error(struct sim_answer *answer, unsigned status,
                               const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The name must be a literal; the value is formatted. Replaces one of the same name. */
void sim_answer_header(struct sim_answer *answer, const char *name, const char *format,
                       ...) __attribute__((format(printf, 3, 4)));

void sim_answer_clear(struct sim_answer *answer); /* frees what it holds */

#endif
