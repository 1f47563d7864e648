/* Writes an estate as loose resources, a JSON object a line: the simulator serves it,
 * `holdfast inventory load` reads it. The bodies stand in estate.in; the same numbers
 * give the same bytes. */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ESTATE_PER_SUBSCRIPTION 100 /* vaults */
#define ESTATE_LINES 64
#define ESTATE_VALUES 24

struct estate_value {
    const char *name;
    char text[320];
};

struct estate {
    char *lines[ESTATE_LINES]; /* of estate.in, WHEN cut off by a NUL */
    size_t count;
    struct estate_value values[ESTATE_VALUES];
    size_t value_count;
};

static void estate_set(struct estate *e, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void estate_set(struct estate *e, const char *name, const char *format, ...)
{
    struct estate_value *value = e->values;
    va_list args;

    while (value < e->values + e->value_count && strcmp(value->name, name) != 0)
        value++;
    if (value == e->values + ESTATE_VALUES)
        abort();
    e->value_count += value == e->values + e->value_count;
    value->name = name;
    va_start(args, format);
    vsnprintf(value->text, sizeof value->text, format, args);
    va_end(args);
}

static const char *estate_get(const struct estate *e, const char *name, size_t len)
{
    for (size_t i = 0; i < e->value_count; i++) {
        if (strncmp(e->values[i].name, name, len) == 0 && !e->values[i].name[len])
            return e->values[i].text;
    }
    fprintf(stderr, "estate.in: nobody sets ${%.*s}\n", (int)len, name);
    exit(1);
}

static void estate_fill(const struct estate *e, const char *body)
{
    for (const char *hole; (hole = strstr(body, "${")); body = strchr(hole, '}') + 1) {
        fwrite(body, 1, (size_t)(hole - body), stdout);
        fputs(estate_get(e, hole + 2, strcspn(hole + 2, "}")), stdout);
    }
    fputs(body, stdout);
}

static void estate_write(const struct estate *e, const char *when)
{
    for (size_t i = 0; i < e->count; i++) {
        if (strcmp(e->lines[i], when) == 0)
            estate_fill(e, e->lines[i] + strlen(when) + 1);
    }
}

static int estate_read(struct estate *e, const char *file)
{
    FILE *in = fopen(file, "re");
    char *line = NULL;
    size_t room = 0;

    while (in && e->count < ESTATE_LINES && getline(&line, &room, in) > 0) {
        char *space = strchr(line, ' ');

        if (*line != '#' && space) {
            *space = '\0';
            e->lines[e->count++] = line;
            line = NULL;
            room = 0;
        }
    }
    free(line);
    return in && fclose(in) == 0 && e->count ? 0 : -1;
}

/* What is wrong where: each n-th has the fault. */
static bool estate_nth(unsigned long n, unsigned long each)
{
    return n % each == each - 1;
}

static void estate_set_subscription(struct estate *e, unsigned long s)
{
    char group[128];

    estate_set(e, "s", "%04lu", s);
    estate_set(e, "guid", "%08lx-c0a7-4500-8000-%012lx", s + 0x10000000, s);
    estate_set(e, "sub", "/subscriptions/%08lx-c0a7-4500-8000-%012lx", s + 0x10000000, s);
    snprintf(group, sizeof group, "%s/resourceGroups", estate_get(e, "sub", 3));
    estate_set(e, "group", "%s/rg-backup/providers", group);
    estate_set(e, "app", "%s/rg-app/providers", group);
}

static void estate_set_vault(struct estate *e, unsigned long v, bool data)
{
    const char *group = estate_get(e, "group", 5);

    estate_set(e, "name", "%s-%05lu", data ? "bv" : "rsv", v);
    estate_set(e, "vault", "%s/%s/%s-%05lu", group,
               data ? "Microsoft.DataProtection/backupVaults"
                    : "Microsoft.RecoveryServices/vaults",
               data ? "bv" : "rsv", v);
    estate_set(e, "lock", "%s",
               estate_nth(v, 3)   ? "Unlocked"
               : estate_nth(v, 7) ? "Disabled"
                                  : "Locked");
    estate_set(e, "soft", "%s", estate_nth(v, 11) ? "Enabled" : "AlwaysON");
    estate_set(e, "public", "%s", estate_nth(v, 4) ? "Enabled" : "Disabled");
    estate_set(e, "mua", "%s", estate_nth(v, 2) ? "Enabled" : "Disabled");
    estate_set(e, "days", "%d", estate_nth(v, 5) ? 7 : 30);
}

/* A machine, and what of it the vault protects: itself, then its databases. */
static void estate_machine(struct estate *e, unsigned long m, unsigned long items,
                           bool data)
{
    estate_set(e, "m", "%07lu", m);
    estate_set(e, "vm", "vm-%07lu", m);
    estate_set(e, "machine", "%s/Microsoft.Compute/virtualMachines/vm-%07lu",
               estate_get(e, "app", 3), m);
    estate_write(e, "machine");
    if (!data && items)
        estate_write(e, "rsv-machine");
    if (!data && items > 1)
        estate_write(e, "rsv-databases");
    for (unsigned long i = data ? 0 : 1; i < items; i++) {
        estate_set(e, "i", "%05lu", i);
        estate_write(e, data ? "bv-item" : "rsv-item");
    }
}

static void estate_vault(struct estate *e, unsigned long v, unsigned long machines,
                         unsigned long items)
{
    bool data = estate_nth(v, 10); /* a Backup vault */

    if (v % ESTATE_PER_SUBSCRIPTION == 0) {
        estate_set_subscription(e, v / ESTATE_PER_SUBSCRIPTION);
        estate_write(e, "subscription");
    }
    estate_set_vault(e, v, data);
    estate_write(e, data ? "bv" : "rsv");
    if (!data && estate_nth(v, 2))
        estate_write(e, "rsv-guarded");
    for (unsigned long m = 0; m < machines; m++)
        estate_machine(e, v * machines + m, items / machines, data);
}

int main(int argc, char **argv)
{
    struct estate *e = calloc(1, sizeof *e);
    unsigned long n[3] = {0};

    for (int i = 0; i < 3 && argc == 5; i++)
        n[i] = strtoul(argv[i + 2], NULL, 10);
    if (!e || !n[0] || !n[1] || n[2] % n[1]) {
        fputs("usage: estate ESTATE.IN VAULTS MACHINES ITEMS\n"
              "MACHINES and ITEMS (a multiple of them) are those of each vault\n",
              stderr);
        return 64;
    }
    if (estate_read(e, argv[1])) {
        perror(argv[1]);
        return 1;
    }
    for (unsigned long v = 0; v < n[0]; v++)
        estate_vault(e, v, n[1], n[2]);
    for (size_t i = 0; i < e->count; i++)
        free(e->lines[i]);
    free(e);
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
