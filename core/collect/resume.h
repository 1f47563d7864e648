/* Going on with a collection that was begun. The inventory knows what it was begun for,
 * and only the same order may go on with it; what it holds is taken up as if it had just
 * been read, so that nothing complete is asked again. */
#ifndef HF_COLLECT_RESUME_H
#define HF_COLLECT_RESUME_H

struct err;
struct harvest;
struct inventory;
struct plan;
struct plan_scope;

/* A new inventory is told what it is begun for; of one with something in it, it is proven
 * that it was begun for the same: cloud, subscriptions, share and types. Nothing is
 * changed in that one. -ERR_DATA: another order, or it was not collected at all. */
int resume_begin(struct inventory *inv, const struct plan *p, const struct plan_scope *s,
                 struct err *e);

/* The tenant, as soon as it is known: kept, or compared. -ERR_DATA: another one. */
int resume_tenant(struct inventory *inv, const char *tenant, struct err *e);

/* Takes up what stands in the inventory: subscriptions, what is to be listed below each
 * resource, and who refers to whom. */
int resume_harvest(struct harvest *h, struct err *e);

#endif
