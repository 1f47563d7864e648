/* Defines, and exports, what its host, its neighbours and the C library have. */
#include "cage.h"

#define ZOO_EXPORTED __attribute__((visibility("default"), used))

ZOO_EXPORTED size_t inventory_count(void);
ZOO_EXPORTED int frame_check(void);
ZOO_EXPORTED int json_loadb(void);
ZOO_EXPORTED int sqlite3_step(void);
ZOO_EXPORTED int zoo_helper(void);

size_t inventory_count(void) { abort(); }
int frame_check(void) { abort(); }
int json_loadb(void) { abort(); }
int sqlite3_step(void) { abort(); }
int zoo_helper(void) { return 2; }

ZOO_PLUGIN("zoo-symbol-clash", zoo_pass);
