/* Signing in as the plan says: for a collection, or for its own sake (`holdfast doctor`
 * asks what works). */
#ifndef HF_COLLECT_AUTH_SESSION_H
#define HF_COLLECT_AUTH_SESSION_H

#include "collect/auth.h"

struct collector_setting;
struct plan_scope;

/* What the ways to sign in get, of a plan's scope and what does not come with it. Nothing
 * is copied. */
struct auth_input auth_session_input(const struct plan_scope *s,
                                     const struct collector_setting *set,
                                     struct http *http, const struct origin *authority);

/* Signs in, asks once what the token opens (access.h), and no more; the lines go to
 * set->out_fd. 0 also when Resource Manager refuses: its line says so. -ERR_USAGE and
 * -ERR_CONFIG (method, origins), -ERR_ACCESS, -ERR_UNAVAILABLE, -ERR_AGAIN. */
int auth_session_only(const struct plan_scope *s, const struct collector_setting *set,
                      struct err *e);

#endif
