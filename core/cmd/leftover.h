/* What a scan that is ended at once would leave behind: its temporary inventory, and the
 * process that writes it. Noted while they are there, so that a signal handler can take
 * them away. */
#ifndef HF_CMD_LEFTOVER_H
#define HF_CMD_LEFTOVER_H

#include <sys/types.h>

/* The inventory that goes when the scan goes, with what SQLite keeps beside it; NULL:
 * none any more. */
void leftover_file(const char *path);
/* The process that must not live on; 0: none any more. */
void leftover_process(pid_t pid);

/* Ends the one, removes the other. Async-signal-safe. */
void leftover_remove(void);

#endif
