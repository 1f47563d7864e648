#include "cmd/order.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "data/finding.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

struct order {
    const struct report_format *format;
    const char *file; /* NULL: standard output */
};

/* `option` is what asked for it: "format", or "report". */
static int add_order(struct orders *s, const char *option, const char *name,
                     const char *file, struct err *e)
{
    size_t len = *option == 'r' ? strcspn(name, "=") : strlen(name);
    char *format = mem_textn(name, len);
    const struct report_format *f = report_find(format);
    if (!f)
        err_set(e, ERR_USAGE, "--%s %s: unknown format: this version writes %s", option,
                format, report_names());
    free(format);
    int rc = f ? out_check(file, e) : -ERR_USAGE;
    if (rc)
        return rc;
    s->at = mem_grow(s->at, s->n + 1, sizeof *s->at);
    s->at[s->n++] = (struct order){f, file};
    return 0;
}

static int read_list(struct orders *s, const struct options *o, struct err *e)
{
    int rc = 0;
    if (o->format || o->output || !o->reports.n) {
        const char *name = o->format ? o->format : "text";
        rc = add_order(s, "format", name, o->output, e);
    }
    for (size_t i = 0; i < o->reports.n && !rc; i++) {
        const char *equal = strchr(o->reports.at[i], '=');
        rc = equal && equal[1]
                 ? add_order(s, "report", o->reports.at[i], equal + 1, e)
                 : err_set(e, ERR_USAGE, "--report wants NAME=FILE, as json=scan.json");
    }
    return rc;
}

static int read_status(struct orders *s, const struct options *o, struct err *e)
{
    char *copy = mem_text(o->status ? o->status : ""), *rest = copy;
    for (char *word; (word = strsep(&rest, ","));) {
        int v = VERDICT_PASS;
        while (*word && v < VERDICT_COUNT &&
               !text_same(verdict_name((enum verdict)v), word))
            v++;
        if (v == VERDICT_COUNT) {
            err_set(e, ERR_USAGE,
                    "--status: %s is none of pass, warn, fail, not_applicable, unknown, "
                    "error",
                    word);
            free(copy);
            return -ERR_USAGE;
        }
        if (*word)
            s->listed |= 1u << v;
    }
    free(copy);
    return 0;
}

int orders_read(struct orders *s, const struct options *o, struct err *e)
{
    int rc = read_list(s, o, e);
    return rc ? rc : read_status(s, o, e);
}

unsigned orders_listed(const struct orders *s, size_t i)
{
    return s->listed ? s->listed : s->at[i].format->listed;
}

int orders_write(const struct orders *s, const struct options *o, struct result *r,
                 struct err *e)
{
    bool plain = o->no_color || cmd_env("NO_COLOR");
    int color = plain ? 0 : cmd_env("CLICOLOR_FORCE") ? 1 : -1;
    for (size_t i = 0; i < s->n; i++) {
        const struct order *order = &s->at[i];
        struct report_out out;
        r->listed = orders_listed(s, i);
        r->evidence = o->verbose;
        int rc = out_open(&out, order->file, color, e);
        if (rc)
            return rc;
        rc = order->format->write(&out, r, e);
        if (rc) {
            out_abort(&out);
            return rc;
        }
        rc = out_commit(&out, e);
        if (rc)
            return rc;
    }
    return 0;
}

void orders_free(struct orders *s)
{
    free(s->at);
    *s = (struct orders){0};
}
