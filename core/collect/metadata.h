/* Plain HTTP to an endpoint of the machine itself: the one exception to https, and why it
 * is a factory of its own. It connects to loopback and link-local addresses and no other,
 * whatever a name resolves to; never through a proxy, never after a redirect, and no
 * token of ours goes there. */
#ifndef HF_COLLECT_METADATA_H
#define HF_COLLECT_METADATA_H

#include "base/buf.h"

#include <stdbool.h>

struct err;

enum { METADATA_HEADERS = 3 };

struct metadata_want {
    const char *url;                       /* as metadata_endpoint took it, and a query */
    const char *headers[METADATA_HEADERS]; /* "Name: value"; NULL: none */
    const char *form;                      /* NULL: GET, else POST of it */
    long connect_ms, timeout_ms;           /* 0: 10 s and 30 s */
};

struct metadata_answer {
    int status;  /* 0: none; then reason says why */
    bool absent; /* nobody there: no connection came about */
    struct buf body;
    char challenge[1024], retry_after[64]; /* headers; "" when absent */
    char reason[400];
};

/* Whether an endpoint that the platform's variable names may be asked: http, localhost or
 * an address of loopback or link-local, no user, no fragment. -ERR_CONFIG names the
 * variable. */
int metadata_endpoint(const char *variable, const char *url, struct err *e);

/* One request. The caller ends it with metadata_answer_free. -ERR_INTERNAL. */
int metadata_ask(const struct metadata_want *w, struct metadata_answer *out,
                 struct err *e);
void metadata_answer_free(struct metadata_answer *a);

#endif
