/* Whether a token opens Resource Manager: what it means when the list of subscriptions,
 * the first thing that a scan asks for, is refused; and that question on its own, for
 * `holdfast doctor`. */
#ifndef HF_COLLECT_ACCESS_H
#define HF_COLLECT_ACCESS_H

struct buf;
struct err;
struct http;
struct http_answer;
struct origin;
struct secret;

/* Why the list of subscriptions was not had: -ERR_UNAVAILABLE, or -ERR_ACCESS for 401 and
 * 403. `a` NULL: there was no answer of Azure's own. */
int access_refused(const struct http_answer *a, int status, const char *code,
                   const char *message, struct err *e);

/* No subscription in the list: -ERR_ACCESS. */
int access_none(struct err *e);

/* Asks once for the subscriptions, with this token, and appends the line for the parent,
 * with line break: {"access":{"subscriptions":2,"more":false}}, `more` when the list goes
 * on behind the first page; or {"access":{"code":77,"message":…}}, as an exit code. 0, or
 * what http_ask says: -ERR_AGAIN when it was stopped. */
int access_report(struct http *h, const struct origin *arm, const struct secret *token,
                  struct buf *out, struct err *e);

#endif
