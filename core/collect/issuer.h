/* GitHub Actions and Azure Pipelines as issuers of a token that says which job this is:
 * asked over https with the job's own bearer, which goes to that origin and no other. */
#ifndef HF_COLLECT_ISSUER_H
#define HF_COLLECT_ISSUER_H

#include <stdbool.h>

struct auth_input;
struct err;
struct issuer;
struct secret;

/* Whether the environment of such a job is there: all of it that says so. */
bool issuer_is_github(const struct auth_input *in);
bool issuer_is_pipelines(const struct auth_input *in);

/* NULL: -ERR_CONFIG for an address that is not https, -ERR_INTERNAL. */
struct issuer *issuer_github(const struct auth_input *in, struct err *e);
struct issuer *issuer_pipelines(const struct auth_input *in, struct err *e);
void issuer_free(struct issuer *i);

/* The assertion; the caller frees *out. -ERR_ACCESS: refused; -ERR_UNAVAILABLE. */
int issuer_ask(struct issuer *i, struct secret *out, struct err *e);

#endif
