/* Where the other parts of holdfast lie: from this program's own place, never from the
 * environment. */
#ifndef HF_CMD_PLACES_H
#define HF_CMD_PLACES_H

struct err;

struct places {
    char *self, *eval, *collect, *lua, *plugins, *scripts, *data, *trust;
};

/* -ERR_CONFIG without /proc. Whether the places exist is found out by their use. */
int places_find(struct places *p, struct err *e);
void places_free(struct places *p);

#endif
