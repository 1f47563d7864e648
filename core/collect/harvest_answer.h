/* What each answer means: the half of the harvest that reads. Rows, gaps and completes go
 * to the inventory, further requests to the queue. */
#ifndef HF_COLLECT_HARVEST_ANSWER_H
#define HF_COLLECT_HARVEST_ANSWER_H

#include <stdbool.h>

struct doc;
struct harvest;
struct http_answer;

/* For fetch.h, with a struct harvest: what `job`, a task, was answered; `stopped` as
 * there. Takes the task unless it goes on. */
void harvest_answer(void *harvest, void *job, struct http_answer *a, const char *stopped);

/* Notes a subscription, by its body; false when it is not in the scan: the filter, or
 * the share, leaves it out. */
bool harvest_subscription(struct harvest *h, const struct doc *d);

#endif
