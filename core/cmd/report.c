/* holdfast report: a saved report in another format. */
#include "report/report.h"
#include "base/err.h"
#include "cmd/cmd.h"
#include "cmd/order.h"
#include "cmd/source.h"
#include "data/finding.h"
#include "report/saved.h"
#include "scan/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int render(struct cmd *c, const struct orders *orders, int fd, const char *name,
                  struct err *e)
{
    struct source names;
    int rc = source_temporary(&names, e);
    struct saved *s = rc ? NULL : saved_read(fd, name, names.path, cmd_env("TMPDIR"), e);
    if (!rc && !s)
        rc = -e->code;
    if (s) {
        saved_result(s)->fingerprint = tally_fingerprint;
        rc = orders_write(orders, &c->opt, saved_result(s), e);
    }
    saved_free(s);
    source_free(&names);
    return rc;
}

int cmd_report(struct cmd *c, struct err *e)
{
    struct orders orders = {0};
    if (c->opt.words.n != 1)
        return err_set(e, ERR_USAGE, "report wants one FILE, or - for standard input");
    const char *file = c->opt.words.at[0];
    bool input = !strcmp(file, "-");
    int rc = orders_read(&orders, &c->opt, e);
    int fd = rc ? -1 : input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    if (!rc && fd < 0)
        rc = err_set(e, ERR_NOINPUT, "%s: %s", file, strerror(errno));
    if (!rc)
        rc = render(c, &orders, fd, input ? "standard input" : file, e);
    if (fd >= 0 && !input)
        close(fd);
    orders_free(&orders);
    return rc;
}
