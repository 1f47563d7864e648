/* A JSON or JSON Lines report read back, so that it can be written in other formats. The
 * file is not trusted: every member that a report shows is proven. What a report does not
 * hold (why a check matters, the bodies of resources) is not there. */
#ifndef HF_REPORT_SAVED_H
#define HF_REPORT_SAVED_H

struct err;
struct result;
struct saved;

/* Reads `fd` to its end; `name` is for messages. `inventory` is an empty file that takes
 * the names of the resources (the caller removes it after saved_free), `folder` is where
 * the findings are kept meanwhile (NULL: /tmp). JSON Lines take memory of one line, JSON
 * that of the whole file, 1 GiB at most. NULL: -ERR_DATA names line or finding. */
struct saved *saved_read(int fd, const char *name, const char *inventory,
                         const char *folder, struct err *e);

/* As a scan would have filled it, but for `listed` and `fingerprint`; lives with `s`. */
struct result *saved_result(struct saved *s);
void saved_free(struct saved *s);

#endif
