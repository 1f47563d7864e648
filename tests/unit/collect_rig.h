/* What tests of whole collections share: a small estate, a simulator that serves it, a
 * plan, one collection and its checks. */
#ifndef HF_TESTS_COLLECT_RIG_H
#define HF_TESTS_COLLECT_RIG_H

#include "base/err.h"
#include "collect/collector.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/plan.h"
#include "data/signin.h"

#include "sim.h"

#include <stdbool.h>
#include <stddef.h>

#define TENANT "72f988bf-0000-4000-8000-000000000001"
#define S1 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
#define S2 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000002"
#define RSV "Microsoft.RecoveryServices/vaults"
#define VA S1 "/resourceGroups/RG/providers/" RSV "/va"
#define VB S1 "/resourceGroups/RG/providers/" RSV "/vb"
#define LOWER_VA S1 "/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/va"
#define LOWER_VB S1 "/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/vb"
#define POLICIES RSV "/backupPolicies"
#define PROXIES RSV "/backupResourceGuardProxies"
#define GUARDS "Microsoft.DataProtection/resourceGuards"
#define GUARD S2 "/resourceGroups/RG/providers/" GUARDS "/g"
#define LOWER_GUARD                                                                      \
    S2 "/resourcegroups/rg/providers/microsoft.dataprotection/resourceguards/g"
#define RES(id, type, rest)                                                              \
    "{\"id\":\"" id "\",\"type\":\"" type "\",\"name\":\"n\",\"properties\":{" rest "}}" \
    "\n"

extern const char rig_estate[];

/* One collection: a simulator, a plan, what came of it. */
struct run {
    char dir[64], data[96], log[96], db[96], plain[64];
    struct sim *sim; /* plain: http://127.0.0.1:PORT of it */
    struct plan plan;
    struct plan_scope scope;
    struct signin signin;
    struct collector_setting set;
    struct collector_totals totals;
    struct err err;
    struct inventory *inv;
};

/* Adds a type to the plan: listed everywhere, or followed. */
void rig_plan(struct run *r, const char *type, bool listed, bool followed);
/* The usual plan: vaults with three kinds of children, guards by reference alone. */
void rig_plan_usual(struct run *r);

char *rig_copy(const char *text);

/* Starts a simulator that serves `text`, and fills the scope with what leads to it. */
void rig_start(struct run *r, const char *text, struct sim_options o);
/* Collects and opens what came of it. The code of collector_run. */
int rig_collect(struct run *r);
/* Checks that nothing but what a reader asks arrived; ends all, removes all. */
void rig_end(struct run *r);

/* start, usual plan, collect: has to succeed. */
void rig_usual(struct run *r, const char *const *faults, const char *const *deny);

/* Exactly one gap, this one; none at all. */
void rig_only_gap(struct run *r, const char *scope, const char *type, int status,
                  const char *code);
void rig_no_gap(struct run *r);
/* How many requests that the simulator answered had the words in their line. */
size_t rig_asked(const struct run *r, const char *words);
/* The plan's entry for a type; the test fails when there is none. */
struct plan_type *rig_type(struct run *r, const char *type);
size_t rig_gaps(struct run *r);
/* How many say this. */
size_t rig_gap_codes(struct run *r, const char *code, int status);

bool rig_there(struct run *r, const char *key);
bool rig_is_complete(struct run *r, const char *scope, const char *type);

#endif
