/* A resource as a program sees it, and the walk over them. */
#ifndef HF_LUA_RESOURCE_H
#define HF_LUA_RESOURCE_H

struct lua_State;

/* The kinds of resources and walks in the registry. Called once. */
void resource_offer(struct lua_State *L);

#endif
