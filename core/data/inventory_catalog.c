/* Which rows of check files an inventory was made with. */
#include "base/buf.h"
#include "data/catalog.h"
#include "data/inventory_int.h"

static const char name[] = "types";

const struct catalog *inventory_catalog(const struct inventory *inv)
{
    return inv->catalog;
}

int inventory_use_catalog(struct inventory *inv, const struct catalog *c, struct err *e)
{
    inv->catalog = c;
    if (!inv->writing || catalog_size(c) == catalog_size(NULL))
        return 0;
    struct buf text = buf_make(1 << 20);
    catalog_sign(c, &text);
    int rc = inventory_set_meta(inv, name, buf_str(&text), e);
    buf_free(&text);
    return rc;
}

bool inventory_has_catalog(struct inventory *inv, const struct catalog *c)
{
    return catalog_signed(c, inventory_meta(inv, name));
}
