#include "sim_graph_row.h"

#include "sim_cut.h"
#include "sim_path.h"
#include "sim_type.h"

#include <stdlib.h>
#include <string.h>

/* Subscriptions have their own shape here: the state is a property. */
static void sim_graph_row_container(FILE *out, const struct sim_cut *cut)
{
    const struct sim_member *state = sim_cut_find(cut, "state");

    fprintf(out,
            "{\"state\":%.*s,\"managedByTenants\":[],"
            "\"managementGroupAncestorsChain\":[]}",
            state ? (int)state->len : 9, state ? state->value : "\"Enabled\"");
}

/* What the text of a key says after a word, or an empty string. */
static void sim_graph_row_after(FILE *out, const struct sim_row *row, const char *word)
{
    char *text = sim_path_after(row->key, word);

    sim_cut_string(out, text ? text : "");
    free(text);
}

/* What the resource itself does not say. */
static void sim_graph_row_default(FILE *out, const struct sim_row *row,
                                  const char *column)
{
    if (strcmp(column, "name") == 0)
        sim_cut_string(out, strrchr(row->key, '/') + 1);
    else if (strcmp(column, "kind") == 0 || strcmp(column, "managedBy") == 0 ||
             strcmp(column, "location") == 0)
        fputs("\"\"", out);
    else
        fputs("null", out);
}

static void sim_graph_row_column(FILE *out, const struct sim_world *world,
                                 const struct sim_row *row, const struct sim_cut *cut,
                                 const char *column)
{
    bool subscription = strcmp(row->type, "microsoft.resources/subscriptions") == 0;
    bool named = subscription && strcmp(column, "name") == 0;
    const struct sim_member *value = sim_cut_find(cut, named ? "displayName" : column);

    if (strcmp(column, "type") == 0)
        sim_cut_string(out, sim_type_table(row->type, row->key) ? row->type : row->said);
    else if (strcmp(column, "subscriptionId") == 0)
        sim_graph_row_after(out, row, "subscriptions");
    else if (strcmp(column, "resourceGroup") == 0)
        sim_graph_row_after(out, row, "resourceGroups");
    else if (strcmp(column, "tenantId") == 0)
        sim_cut_string(out, world->store->tenant);
    else if (subscription && strcmp(column, "properties") == 0 && !value)
        sim_graph_row_container(out, cut);
    else if (value)
        fwrite(value->value, 1, value->len, out);
    else
        sim_graph_row_default(out, row, column);
}

void sim_graph_row(FILE *out, const struct sim_world *world, const struct sim_kql *query,
                   const struct sim_row *row)
{
    struct sim_cut cut;

    sim_cut_object(row->text, &cut);
    for (size_t i = 0; i < query->column_count; i++) {
        const char *column = query->columns[i];

        fprintf(out, "%s\"%s\":", i ? "," : "{", column);
        sim_graph_row_column(out, world, row, &cut, column);
    }
    fputc('}', out);
}
