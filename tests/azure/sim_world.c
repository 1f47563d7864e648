#include "sim_world.h"

#include "sim_quota.h"
#include "sim_store.h"
#include "sim_text.h"

#include <stdlib.h>
#include <string.h>

bool sim_world_version(struct sim_world *world, const char *spec)
{
    const char *equal = strchr(spec, '=');
    struct sim_version version;
    char *type;

    if (!equal || equal == spec || !equal[1])
        return false;
    type = sim_text_copy(spec, (size_t)(equal - spec));
    version.type = sim_text_lower(type);
    version.versions = sim_text_copy(equal + 1, strlen(equal + 1));
    free(type);
    world->versions =
        sim_text_grow(world->versions, world->version_count + 1, sizeof *world->versions);
    world->versions[world->version_count++] = version;
    return true;
}

void sim_world_clear(struct sim_world *world)
{
    sim_store_free(world->store);
    sim_page_clear(&world->pages);
    sim_quota_clear(&world->reads);
    for (size_t i = 0; i < world->version_count; i++) {
        free(world->versions[i].type);
        free(world->versions[i].versions);
    }
    free(world->versions);
    for (size_t i = 0; i < world->allowed_count; i++)
        free(world->allowed[i]);
    free(world->allowed);
    free(world->base);
}
