/* What checks ask for while a trial runs: each fact once, by estate, resource and
 * pointer, and which of them the verdict quoted. Only as it was read: what a check asks
 * of a body that is another for a while is not remembered. */
#ifndef HF_EVAL_TRACE_H
#define HF_EVAL_TRACE_H

#include <holdfast/plugin.h>

struct buf;
struct trace;

/* Lives as long as the process. */
struct trace *trace_make(void);

/* The host's functions; those that read facts note what was asked in the context's
 * trace. */
const hf_host *trace_host(void);

/* Lines {"fact":{"estate":0,"row":1,"pointer":"/properties/x"}}, {"quote":{…}}; at the
 * end
 * {"full":true} when there were more than it keeps. */
void trace_encode(const struct trace *t, struct buf *out);

#endif
