/* holdfast version: what this is made of. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "cage/stage.h"
#include "cmd/cmd.h"
#include "config.h"
#include "data/inventory.h"
#include "data/job.h"

#include <holdfast/plugin.h>

#include <openssl/crypto.h>
#include <unistd.h>

int cmd_version(struct cmd *c, struct err *e)
{
    struct buf out = buf_make(8192);
    (void)c;
    buf_fmt(&out, "holdfast %s\n", PACKAGE_VERSION);
    buf_fmt(&out, "plugin ABI %d.%d, inventory format %d, protocol %d\n", HF_ABI_MAJOR,
            HF_ABI_MINOR, INVENTORY_FORMAT, JOB_PROTOCOL_MAX);
    buf_fmt(&out, "SQLite %s, %s\n", inventory_library(),
            OpenSSL_version(OPENSSL_VERSION));
    buf_fmt(&out, "cage: %s\n", cage_describe());
    int rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    return rc;
}
