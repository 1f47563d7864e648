#include "report/headline.h"

#include "base/buf.h"
#include "base/text.h"
#include "data/finding.h"

#include <inttypes.h>
#include <string.h>

/* "a, b and c". */
static void list_needs(unsigned bits, struct buf *out)
{
    for (size_t i = 0, left = 0; survival_need(i); i++) {
        if (!(bits >> i & 1))
            continue;
        buf_text(out, !left++ ? "" : bits >> (i + 1) ? ", " : " and ");
        buf_text(out, survival_need(i));
    }
}

static void say_not_asked(const struct survival *s, struct buf *out)
{
    buf_fmt(out,
            s->checks == 1 ? "%" PRIu64
                             " check ran: it does not say whether backups would "
                             "survive. That takes "
                           : "%" PRIu64 " checks ran: they do not say whether backups "
                             "would survive. That takes ",
            s->checks);
    if (s->lacking != SURVIVAL_ALL)
        buf_text(out, "also ");
    list_needs(s->lacking, out);
    buf_char(out, '.');
}

/* At least one vault is lost: this is true whatever else is not known. */
static void say_lost(const struct survival *s, struct buf *out)
{
    buf_fmt(out,
            "%s%" PRIu64 " of %" PRIu64 " vault%s would lose backups if somebody got in "
            "tonight",
            survival_certain(s) ? "" : "At least ", s->lost, s->vaults,
            text_plural(s->vaults));
    if (s->unknown)
        buf_fmt(out, "; %" PRIu64 " could not be judged", s->unknown);
    if (s->unknown && s->lacking) {
        buf_text(out, " without ");
        list_needs(s->lacking, out);
    }
    if (s->unlisted)
        buf_text(out, "; there may be vaults that could not be listed");
    buf_char(out, '.');
}

/* No vault is known to be lost, and something is not known: that comes first. */
static void say_not_known(const struct survival *s, struct buf *out)
{
    uint64_t safe = s->vaults - s->unknown;
    buf_text(out, "Whether backups would survive is not known: ");
    if (!s->vaults) {
        buf_text(out, "no vault could be listed.");
        return;
    }
    if (s->unknown)
        buf_fmt(out, "%" PRIu64 " of %" PRIu64 " vault%s could not be judged", s->unknown,
                s->vaults, text_plural(s->vaults));
    if (s->unlisted)
        buf_fmt(out, "%sthere may be vaults that could not be listed",
                s->unknown ? ", and " : "");
    if (safe)
        buf_fmt(out, ". %" PRIu64 " vault%s would keep %s", safe, text_plural(safe),
                safe == 1 ? "its own" : "theirs");
    buf_char(out, '.');
}

void headline_say(const struct result *r, struct buf *out)
{
    const struct survival *s = &r->summary.survival;
    if (!s->told)
        buf_text(out, "This report does not say whether backups would survive.");
    else if (s->lost)
        say_lost(s, out);
    else if (s->lacking)
        say_not_asked(s, out);
    else if (!survival_certain(s))
        say_not_known(s, out);
    else if (!s->vaults)
        buf_text(out, "No vault was found: there is no backup here that could survive.");
    else
        buf_fmt(out,
                "0 of %" PRIu64 " vault%s would lose backups if somebody got in tonight.",
                s->vaults, text_plural(s->vaults));
    if (r->shard)
        buf_fmt(out, " This is share%s %s of the subscriptions alone.",
                strchr(r->shard, ' ') ? "s" : "", r->shard);
}
