/* What the catalogue knows of bodies: which pointers a source or an old api-version
 * cannot hold, and what a body tells of the resources below it. The lists that the rows
 * of catalog_rows.c point at; each ends with pointer NULL. */
#ifndef HF_DATA_CATALOG_FACTS_H
#define HF_DATA_CATALOG_FACTS_H

#include "data/catalog.h"

extern const struct catalog_unread catalog_facts_rsv[], catalog_facts_policy[],
    catalog_facts_item[], catalog_facts_bv[];
extern const struct catalog_told catalog_facts_config[], catalog_facts_storage[],
    catalog_facts_rsv_proxy[], catalog_facts_bv_proxy[], catalog_facts_share[];

#endif
