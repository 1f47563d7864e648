/* Ids that what was read refers to, wherever they lead: by what they are asked. */
#ifndef HF_COLLECT_HARVEST_FOLLOW_H
#define HF_COLLECT_HARVEST_FOLLOW_H

#include <stddef.h>

struct harvest;

/* Queues requests for ids that are referred to and were not read. Returns how many; when
 * it is 0 the harvest is done. */
size_t harvest_follow(struct harvest *h);

#endif
