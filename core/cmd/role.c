/* holdfast role: the custom role that is just enough for a scan of the selected checks.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "data/catalog.h"
#include "data/jsonout.h"
#include "data/plan.h"

#include <string.h>
#include <unistd.h>

enum { DESCRIPTION_MAX = 1024 /* bytes; Azure takes 2048 characters */ };

#define NOWHERE "/subscriptions/{subscription-id}"

/* --- where it may be assigned --- */

static bool is_guid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    static const char hex[] = "0123456789abcdefABCDEF";
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'x' ? !text[i] || !strchr(hex, text[i]) : text[i] != form[i])
            return false;
    return !text[sizeof form - 1];
}

/* Ids of management groups: 1 to 90 of letters, digits, - _ ( ) . */
static bool is_group(const char *text)
{
    size_t n = strlen(text);
    return n && n <= 90 &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                        "-_().") == n;
}

static void add(struct strs *scopes, const char *start, const char *name)
{
    struct buf b = buf_make(512);
    buf_fmt(&b, "%s%s", start, name);
    strs_add_new(scopes, buf_str(&b));
    buf_free(&b);
}

static int read_scopes(struct cmd *c, struct strs *scopes, struct err *e)
{
    const struct options *o = &c->opt;
    for (size_t i = 0; i < o->subscriptions.n; i++) {
        if (!is_guid(o->subscriptions.at[i]))
            return err_set(e, ERR_USAGE,
                           "--subscription %s: a role wants the id of a subscription, "
                           "not its name",
                           o->subscriptions.at[i]);
        add(scopes, "/subscriptions/", o->subscriptions.at[i]);
    }
    if (o->management_groups.n > 1)
        return err_set(e, ERR_USAGE, "--management-group: a role takes one at most");
    for (size_t i = 0; i < o->management_groups.n; i++) {
        if (!is_group(o->management_groups.at[i]))
            return err_set(e, ERR_USAGE,
                           "--management-group %s: wants the id of a management group",
                           o->management_groups.at[i]);
        add(scopes, "/providers/Microsoft.Management/managementGroups/",
            o->management_groups.at[i]);
    }
    if (scopes->n)
        return 0;
    strs_add(scopes, NOWHERE);
    log_say(&c->log, LOG_WARN,
            "AssignableScopes is still to be filled in: " NOWHERE
            " stands there (or say -s ID, or --management-group ID)");
    return 0;
}

/* --- what it may do --- */

static void add_action(struct strs *actions, const char *action)
{
    if (action && !strs_has_same(actions, action))
        strs_add(actions, action);
}

static void read_actions(const struct plan *p, struct strs *actions)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_type *t = &p->types[i];
        const char *single = t->row->single_action;
        if (t->target || t->needed || !single)
            add_action(actions, t->row->action);
        if (t->followed)
            add_action(actions, single);
    }
    strs_sort(actions);
}

/* JSON has no comments: what files bring is told in the description. */
static void describe(struct cmd *c, const struct plan *p, size_t checks, struct buf *out)
{
    size_t left = 0;
    buf_fmt(out, "Reads what %zu check%s of holdfast need%s. It cannot change anything.",
            checks, text_plural(checks), checks == 1 ? "s" : "");
    for (size_t i = 0; i < p->n; i++) {
        const struct catalog_row *row = p->types[i].row;
        if (!row->from)
            continue;
        struct buf one = buf_make(DESCRIPTION_MAX);
        const char *slash = strrchr(row->from, '/');
        buf_fmt(&one, " %s is read for ", row->action);
        text_show_buf(&one, slash ? slash + 1 : row->from,
                      strlen(slash ? slash + 1 : row->from));
        buf_char(&one, '.');
        log_say(&c->log, LOG_WARN, "%s is for the type %s, which %s brings", row->action,
                row->type, row->from);
        if (one.full || out->len + one.len > DESCRIPTION_MAX)
            left++;
        else
            buf_text(out, buf_str(&one));
        buf_free(&one);
    }
    if (left)
        buf_fmt(out, " %zu more type%s of files.", left, text_plural(left));
}

/* A member of the role on a line of its own, since a person will read it. */
static void member(struct buf *out, const char *name, const char *text)
{
    buf_fmt(out, "%s\n  \"%s\": ", out->len > 1 ? "," : "", name);
    json_text(out, text);
}

static void member_list(struct buf *out, const char *name, const struct strs *list)
{
    buf_fmt(out, ",\n  \"%s\": [", name);
    for (size_t i = 0; list && i < list->n; i++) {
        buf_text(out, i ? ",\n    " : "\n    ");
        json_text(out, list->at[i]);
    }
    buf_text(out, list ? "\n  ]" : "]");
}

static int write_role(const struct plan *p, const char *description,
                      const struct strs *scopes, struct err *e)
{
    struct strs actions = {0};
    struct buf out = buf_make(1 << 20);
    read_actions(p, &actions);
    buf_char(&out, '{');
    member(&out, "Name", "holdfast scan");
    buf_text(&out, ",\n  \"IsCustom\": true");
    member(&out, "Description", description);
    member_list(&out, "Actions", &actions);
    member_list(&out, "NotActions", NULL);
    member_list(&out, "DataActions", NULL);
    member_list(&out, "NotDataActions", NULL);
    member_list(&out, "AssignableScopes", scopes);
    buf_text(&out, "\n}\n");
    int rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    strs_free(&actions);
    return rc;
}

int cmd_role(struct cmd *c, struct err *e)
{
    struct known k;
    struct plan p = {0};
    struct strs scopes = {0};
    if (c->opt.format && !text_same(c->opt.format, "json"))
        return err_set(e, ERR_USAGE, "--format %s: wants json", c->opt.format);
    if (c->opt.words.n)
        return err_set(e, ERR_USAGE, "role takes no argument \"%s\": see --help",
                       c->opt.words.at[0]);
    int rc = known_make(&k, c, e);
    if (rc)
        return rc;
    rc = plan_make(k.selected, k.n, k.checks.catalog, &p, e);
    if (!rc)
        rc = read_scopes(c, &scopes, e);
    struct buf description = buf_make(DESCRIPTION_MAX + 64);
    if (!rc)
        describe(c, &p, k.n, &description);
    if (!rc)
        rc = write_role(&p, buf_str(&description), &scopes, e);
    buf_free(&description);
    int refused = k.code.n_refused ? ERR_INCOMPLETE : 0;
    plan_free(&p);
    strs_free(&scopes);
    known_free(&k);
    return rc ? rc : refused;
}
