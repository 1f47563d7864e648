/* The first line of a report: whether backups would survive, or what is not known of it.
 * Never a number that calms where something was not asked, not judged or not listed. */
#ifndef HF_REPORT_HEADLINE_H
#define HF_REPORT_HEADLINE_H

struct buf;
struct result;

/* Appends the statement, one line without newline, words of ours alone but for the share
 * (result->shard). */
void headline_say(const struct result *r, struct buf *out);

#endif
