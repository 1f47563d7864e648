/* holdfast version: what this is made of. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "cage/parts.h"
#include "cmd/cmd.h"
#include "config.h"
#include "data/inventory.h"
#include "data/job.h"

#include <holdfast/plugin.h>

#include <openssl/crypto.h>
#include <unistd.h>

/* Not what was built in, but what a holdfast-eval enters here and now. */
static void print_cage(struct cmd *c, struct buf *out)
{
    struct describing how = {c->places.eval, 10000, false};
    struct parts cage;
    struct err why = {0};
    if (describe_cage(&how, &cage, &why))
        buf_fmt(out, "cage: cannot be entered: %s\n", why.text);
    else if (cage.abi)
        buf_fmt(out, "cage: %s, Landlock ABI %u\n", parts_text(&cage), cage.abi);
    else
        buf_fmt(out, "cage: %s\n", parts_text(&cage));
}

int cmd_version(struct cmd *c, struct err *e)
{
    struct buf out = buf_make(8192);
    buf_fmt(&out, "holdfast %s\n", PACKAGE_VERSION);
    buf_fmt(&out, "plugin ABI %d.%d, inventory format %d, protocol %d\n", HF_ABI_MAJOR,
            HF_ABI_MINOR, INVENTORY_FORMAT, JOB_PROTOCOL_MAX);
    buf_fmt(&out, "SQLite %s, %s\n", inventory_library(),
            OpenSSL_version(OPENSSL_VERSION));
    print_cage(c, &out);
    int rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    return rc;
}
