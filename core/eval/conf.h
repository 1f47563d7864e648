/* A configuration: a Lua chunk that returns a table of plain values. It runs in the box
 * of scripts with less in it: no check, no resources, no host; what it says is data,
 * which the parent proves. */
#ifndef HF_EVAL_CONF_H
#define HF_EVAL_CONF_H

struct buf;
struct job;

enum { CONF_BYTES = 1 << 20, CONF_DEPTH = 8, CONF_TEXT_MAX = 4096 };

/* Evaluates file 0 of the job and appends one line of JSON: {"config":{…}}, or
 * {"refused":{"file":0,"reason":"…"}} with one line of what is wrong: no text, syntax, an
 * error, a limit, or a value that is neither table, string, number nor boolean. */
void conf_answer(const struct job *job, struct buf *answer);

#endif
