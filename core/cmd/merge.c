/* holdfast merge: inventories of shares, or of different subscriptions, as one. */
#include "data/merge.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/outfile.h"
#include "cmd/source.h"
#include "data/inventory.h"

#include <stdlib.h>

static int join(struct cmd *c, const struct merge_input *in, size_t n, const char *path,
                struct err *e)
{
    struct buf missing = buf_make(16 << 10);
    struct inventory *out = inventory_create(path, e);
    int rc = out ? merge_files(in, n, out, &missing, e) : -e->code;
    if (out && !rc)
        rc = inventory_finish(out, e);
    else
        inventory_close(out);
    if (!rc && missing.len) {
        log_say(&c->log, LOG_WARN,
                "shares are missing, and what they hold is not known: %s",
                buf_str(&missing));
        rc = ERR_INCOMPLETE;
    }
    buf_free(&missing);
    return rc;
}

int cmd_merge(struct cmd *c, struct err *e)
{
    const struct strs *words = &c->opt.words;
    const char *out = c->opt.output;
    if (!out || !words->n)
        return err_set(e, ERR_USAGE, "merge wants -o OUT and at least one IN");
    struct source *sources = mem_new(words->n * sizeof *sources);
    struct merge_input *in = mem_new(words->n * sizeof *in);
    int rc = 0;
    for (size_t i = 0; i < words->n && !rc; i++) {
        rc = source_file(&sources[i], c, words->at[i], NULL, e);
        in[i] = (struct merge_input){sources[i].path, words->at[i]};
    }
    char *temp = rc ? NULL : outfile_begin(out, e);
    if (!rc)
        rc = temp ? join(c, in, words->n, temp, e) : -e->code;
    int bits = rc > 0 ? rc : 0;
    rc = outfile_end(temp, out, rc < 0 ? rc : 0, e);
    for (size_t i = 0; i < words->n; i++)
        source_free(&sources[i]);
    free(sources);
    free(in);
    return rc ? rc : bits;
}
