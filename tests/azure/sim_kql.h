#ifndef HOLDFAST_TESTS_AZURE_SIM_KQL_H
#define HOLDFAST_TESTS_AZURE_SIM_KQL_H

/*
 * The small part of Kusto that a scanner needs of Resource Graph:
 *
 *   TABLE [| where COLUMN =~ 'x'] [| where COLUMN in~ ('x', 'y')] ...
 *         [| order by id asc] [| project COLUMN, ...]
 *
 * with COLUMN of where being type or subscriptionId. All else is refused, never guessed.
 */

#include <stdbool.h>
#include <stddef.h>

#define SIM_KQL_VALUES 128
#define SIM_KQL_COLUMNS 24

struct sim_kql {
    char *table; /* lower case */
    char *types[SIM_KQL_VALUES];
    size_t type_count; /* 0: every type */
    char *subscriptions[SIM_KQL_VALUES];
    size_t subscription_count;            /* 0: all of them */
    const char *columns[SIM_KQL_COLUMNS]; /* all known ones without a project */
    size_t column_count;
};

/* False with the reason in why; then there is nothing to clear. */
bool sim_kql_parse(const char *text, struct sim_kql *query, char *why, size_t why_size);

bool sim_kql_has_column(const struct sim_kql *query, const char *name);
void sim_kql_clear(struct sim_kql *query);

#endif
