#include "collect/lane.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

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

/* --- finding --- */

struct lane_set lane_set_make(double rate, double burst, uint64_t seed)
{
    return (struct lane_set){.rate = rate,
                             .burst = burst,
                             .cap = 64,
                             .key = {seed, ~seed},
                             .table = mem_new(64 * sizeof(struct lane *))};
}

void lane_set_free(struct lane_set *s, void (*drop)(void *job))
{
    for (size_t i = 0; i < s->cap && s->table; i++) {
        struct lane *l = s->table[i];
        while (l && l->first) {
            struct lane_item *next = l->first->next;
            drop(l->first->job);
            lane_item_free(l->first);
            l->first = next;
        }
        if (l)
            free(l->name);
        free(l);
    }
    while (s->budgets) {
        struct lane_budget *next = s->budgets->next;
        free(s->budgets->name);
        free(s->budgets);
        s->budgets = next;
    }
    free(s->table);
    *s = (struct lane_set){0};
}

static struct lane_budget *budget_of(struct lane_set *s, const char *name, int64_t now)
{
    size_t len = strcspn(name, "/");
    for (struct lane_budget *b = s->budgets; b; b = b->next)
        if (strlen(b->name) == len && text_same_n(b->name, name, len))
            return b;
    struct lane_budget *b = mem_new(sizeof *b);
    b->name = mem_textn(name, len);
    /* Resource Graph grants 15 queries in 5 seconds. */
    b->pace = text_same(b->name, LANE_GRAPH) ? throttle_make(3, 12, now)
                                             : throttle_make(s->rate, s->burst, now);
    b->next = s->budgets;
    s->n_budgets++;
    return s->budgets = b;
}

static struct lane **slot_of(struct lane_set *s, const char *name)
{
    size_t at = (size_t)hash_bytes(s->key, name, strlen(name)) & (s->cap - 1);
    while (s->table[at] && strcmp(s->table[at]->name, name) != 0)
        at = (at + 1) & (s->cap - 1);
    return &s->table[at];
}

static void grow(struct lane_set *s)
{
    struct lane **old = s->table;
    size_t cap = s->cap;
    s->cap *= 2;
    s->table = mem_new(s->cap * sizeof *s->table);
    for (size_t i = 0; i < cap; i++)
        if (old[i])
            *slot_of(s, old[i]->name) = old[i];
    free(old);
}

struct lane *lane_find(struct lane_set *s, const char *name, int64_t now)
{
    char *low = mem_text(name);
    text_lower(low, strlen(low));
    if (s->n * 2 >= s->cap)
        grow(s);
    struct lane **slot = slot_of(s, low);
    if (*slot) {
        free(low);
        return *slot;
    }
    struct lane *l = mem_new(sizeof *l);
    l->name = low;
    l->budget = budget_of(s, low, now);
    if (text_same(low, LANE_GRAPH))
        s->first = l;
    *slot = l;
    s->n++;
    return l;
}

/* --- turns --- */

static void ring_add(struct lane_set *s, struct lane *l)
{
    if (l->next)
        return;
    if (!s->turn)
        s->turn = l->next = l->prev = l;
    l->next = s->turn;
    l->prev = s->turn->prev;
    l->prev->next = l;
    s->turn->prev = l;
}

static void ring_remove(struct lane_set *s, struct lane *l)
{
    if (s->turn == l)
        s->turn = l->next == l ? NULL : l->next;
    l->prev->next = l->next;
    l->next->prev = l->prev;
    l->next = l->prev = NULL;
}

void lane_push(struct lane_set *s, struct lane_item *i)
{
    i->next = NULL;
    if (i->lane->last)
        i->lane->last->next = i;
    else
        i->lane->first = i;
    i->lane->last = i;
    ring_add(s, i->lane);
}

static struct lane_item *pop(struct lane_set *s, struct lane *l)
{
    struct lane_item *i = l->first;
    l->first = i->next;
    if (!l->first) {
        l->last = NULL;
        ring_remove(s, l);
    }
    return i;
}

/* 0, and a token of its budget is taken, or the ms until it may. */
static int64_t may_start(struct lane *l, int64_t now)
{
    return l->pace.blocked > now ? l->pace.blocked - now
                                 : throttle_take(&l->budget->pace, now);
}

struct lane_item *lane_take(struct lane_set *s, int64_t now, int64_t *wait)
{
    struct lane *end = s->turn ? s->turn->prev : NULL;
    if (s->first && s->first->next && !may_start(s->first, now))
        return pop(s, s->first);
    for (struct lane *l = s->turn; l;) {
        int64_t ms = may_start(l, now);
        s->turn = l->next;
        if (!ms)
            return pop(s, l);
        if (ms < *wait)
            *wait = ms;
        l = l == end ? NULL : l->next;
    }
    return NULL;
}

struct lane_item *lane_take_late(struct lane_set *s, int64_t end)
{
    struct lane *l = s->turn;
    if (!l)
        return NULL;
    do
        if (lane_blocked(l) >= end)
            return pop(s, l);
    while ((l = l->next) != s->turn);
    return NULL;
}

int64_t lane_blocked(const struct lane *l)
{
    int64_t a = l->pace.blocked, b = l->budget->pace.blocked;
    return a > b ? a : b;
}

int64_t lane_waited(const struct lane *l)
{
    int64_t a = l->pace.waited, b = l->budget->pace.waited;
    return a > b ? a : b;
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
