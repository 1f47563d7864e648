/* holdfast query: an inventory asked in SQL. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/source.h"
#include "data/ask.h"
#include "data/inventory.h"

#include <unistd.h>

static int write_out(void *ctx, const struct buf *piece)
{
    return io_write(STDOUT_FILENO, buf_str(piece), piece->len, ctx);
}

int cmd_query(struct cmd *c, struct err *e)
{
    const char *word = c->opt.format ? c->opt.format : "table";
    enum ask_format format = text_same(word, "json")  ? ASK_JSON
                             : text_same(word, "csv") ? ASK_CSV
                                                      : ASK_TABLE;
    if (format == ASK_TABLE && !text_same(word, "table"))
        return err_set(e, ERR_USAGE, "--format %s: wants table, json or csv", word);
    if (c->opt.words.n != 1 || !c->opt.from)
        return err_set(e, ERR_USAGE, "query wants one SQL statement and --from FILE");
    struct source s;
    int rc = source_file(&s, c, c->opt.from, NULL, e);
    if (!rc) {
        struct inventory *inv = inventory_open(s.path, e);
        rc = inv ? ask_run(inv, c->opt.words.at[0], format, write_out, e, e) : -e->code;
        inventory_close(inv);
    }
    source_free(&s);
    return rc;
}
