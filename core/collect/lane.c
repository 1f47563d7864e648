#include "collect/lane.h"

#include "base/mem.h"

#include <stdlib.h>

struct lane_item *lane_item_make(struct lane *lane, const char *url, const char *body,
                                 void *job)
{
    struct lane_item *i = mem_new(sizeof *i);
    i->lane = lane;
    i->url = mem_text(url);
    i->body = mem_text(body);
    i->job = job;
    return i;
}

void lane_item_free(struct lane_item *i)
{
    if (!i)
        return;
    free(i->url);
    free(i->body);
    free(i);
}

void lane_push(struct lane_item *i)
{
    i->next = NULL;
    if (i->lane->last)
        i->lane->last->next = i;
    else
        i->lane->first = i;
    i->lane->last = i;
}

struct lane_item *lane_pop(struct lane *l)
{
    struct lane_item *i = l->first;
    if (!i)
        return NULL;
    l->first = i->next;
    if (!l->first)
        l->last = NULL;
    return i;
}

void lane_link(struct lane_item **list, struct lane_item *i)
{
    i->next = *list;
    *list = i;
}

void lane_unlink(struct lane_item **list, struct lane_item *i)
{
    while (*list && *list != i)
        list = &(*list)->next;
    if (*list)
        *list = i->next;
}
