/* An inventory as a program sees it. */
#ifndef HF_LUA_ESTATE_H
#define HF_LUA_ESTATE_H

#include <stdbool.h>

struct inventory;
struct lua_State;

struct estate { /* userdata */
    struct inventory *inv;
    char *path;
    bool temporary;   /* made of a text: removed when it is closed */
    bool closed;      /* by the program */
    unsigned readers; /* that still stand in it: it is closed with the last one */
};

/* holdfast.open(file) */
int estate_open(struct lua_State *L);

/* Argument `at`, or NULL; estate_check raises, also for a closed one. */
struct estate *estate_test(struct lua_State *L, int at);
struct estate *estate_check(struct lua_State *L, int at);

/* A reader of it leaves. */
void estate_leave(struct estate *s);

/* inventory:resources(type), in resource.c */
int estate_resources(struct lua_State *L);

/* The kinds of inventories and resources in the registry. Called once. */
void estate_offer(struct lua_State *L);

#endif
