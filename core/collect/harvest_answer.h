/* What each answer means: the half of the harvest that reads. Rows, gaps and completes go
 * to the inventory, further requests to the queue. */
#ifndef HF_COLLECT_HARVEST_ANSWER_H
#define HF_COLLECT_HARVEST_ANSWER_H

struct http_answer;

/* For fetch.h, with a struct harvest: what `job`, a task, was answered; `stopped` as
 * there. Takes the task unless it goes on. */
void harvest_answer(void *harvest, void *job, struct http_answer *a, const char *stopped);

#endif
