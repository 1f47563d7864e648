#ifndef HOLDFAST_TESTS_AZURE_SIM_TYPE_H
#define HOLDFAST_TESTS_AZURE_SIM_TYPE_H

/*
 * What the simulator knows of resource types: under which other name a list shows them,
 * their api-versions, the odd RBAC actions, their Resource Graph table. A type that is
 * not here is served all the same when the inventory has rows of it.
 */

#include <stdbool.h>
#include <stddef.h>

struct sim_type {
    const char *list;     /* lower-case type that the list's path spells */
    const char *rows[2];  /* other types that its rows have */
    const char *versions; /* oldest first, ", " between */
    const char *action;   /* what reading the list takes, where it is not TYPE/read */
    const char *single;   /* the same of one resource */
    bool here_only;       /* extension: at the scope itself, not below */
    bool above_too;       /* extension: at the scope, above and below */
};

/* The row of a type in lower case, by the list's or the rows' name; NULL if unknown. */
const struct sim_type *sim_type_find(const char *type);

/* The RBAC action of a list or of one resource of the type; to be freed. */
char *sim_type_action(const char *type, bool list);

/* Whether both (lower case) are the same, or one is the list of the other. */
bool sim_type_same(const char *a, const char *b);

/* The Resource Graph table of a resource, by type and key; NULL if it is in none. */
const char *sim_type_table(const char *type, const char *key);

enum sim_type_version { SIM_VERSION_GOOD, SIM_VERSION_MALFORMED, SIM_VERSION_REFUSED };

/* Judges an api-version against a list of versions (NULL: any) by its ends. */
enum sim_type_version sim_type_judge(const char *version, const char *versions);

#endif
