/* The filter of system calls, by libseccomp, in two stages: while strangers' files are
 * loaded, and while their checks run. What is not allowed is answered EPERM, so that a
 * library that only tries goes on; families that no check can want (sockets, programs,
 * processes and threads, other processes' memory, mounts, …) end the process by SIGSYS,
 * and with it the check that called them. Other architectures end it, too. */
#ifndef HF_CAGE_FILTER_H
#define HF_CAGE_FILTER_H

struct err;

enum filter_stage { FILTER_LOADING = 1, FILTER_RUNNING };

/* 1: the kernel has such filters; 0: it has none; -ERR_CONFIG: asking is forbidden. */
int filter_offered(struct err *e);

/* No way back; the second stage is entered from the first. Wants no_new_privs, which it
 * does not set itself: in the first stage that call is forbidden already. 0 or
 * -ERR_CONFIG. */
int filter_enter(enum filter_stage stage, struct err *e);

#endif
