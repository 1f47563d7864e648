/* holdfast inventory load|dump|info: between text and the inventory file. */
#include "data/inventory.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/outfile.h"
#include "cmd/source.h"
#include "data/doc.h"
#include "data/dump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int load(struct cmd *c, struct err *e)
{
    const char *out = c->opt.output;
    if (!out || c->opt.words.n < 2)
        return err_set(e, ERR_USAGE, "inventory load wants -o OUT and at least one FILE");
    const char **files = mem_new(c->opt.words.n * sizeof *files); /* ends with NULL */
    for (size_t i = 1; i < c->opt.words.n; i++)
        files[i - 1] = c->opt.words.at[i];
    char *temp = outfile_begin(out, e);
    int rc = temp ? source_load(c, temp, files, NULL, e) : -e->code;
    free(files);
    return outfile_end(temp, out, rc, e);
}

static int dump(struct cmd *c, struct inventory *inv, struct err *e)
{
    const char *out = c->opt.output;
    if (!out || !strcmp(out, "-"))
        return dump_file(inv, STDOUT_FILENO, e);
    char *temp = outfile_begin(out, e);
    if (!temp)
        return -e->code;
    int fd = open(temp, O_WRONLY | O_TRUNC | O_CLOEXEC);
    int rc = fd < 0 ? err_set(e, ERR_CREATE, "%s: %s", temp, strerror(errno))
                    : dump_file(inv, fd, e);
    if (!rc && fsync(fd))
        rc = err_set(e, ERR_IO, "%s: %s", out, strerror(errno));
    if (fd >= 0)
        close(fd);
    return outfile_end(temp, out, rc, e);
}

/* --- info --- */

/* A label and what a file says, as it may stand on a terminal. */
static void put_line(struct buf *out, const char *label, const char *text)
{
    buf_fmt(out, "%9s  ", label);
    text_show_buf(out, text, strlen(text));
    buf_char(out, '\n');
}

static int put_type(void *ctx, const char *type, int64_t count)
{
    char label[24];
    snprintf(label, sizeof label, "%lld", (long long)count);
    put_line(ctx, label, type);
    return 0;
}

static int put_gap(void *ctx, const struct inventory_gap *g)
{
    char label[24];
    struct buf text = buf_make(1 << 20);
    snprintf(label, sizeof label, "%d", g->status);
    buf_fmt(&text, "%s below %s: %s", *g->type ? g->type : "everything", g->scope,
            g->code ? g->code : "not read");
    put_line(ctx, label, buf_str(&text));
    buf_free(&text);
    return 0;
}

/* In all, over the runs that it took: repeated requests too. */
static void put_cost(struct buf *out, struct inventory *inv)
{
    const char *text = inventory_meta(inv, "cost");
    struct doc *d = text ? doc_parse(text, strlen(text), NULL) : NULL;
    int64_t runs = 0, requests = 0;
    char line[80];
    if (doc_integer(d, "/runs", &runs) && doc_integer(d, "/requests", &requests)) {
        snprintf(line, sizeof line, "%lld in %lld run%s", (long long)requests,
                 (long long)runs, text_plural((uint64_t)runs));
        put_line(out, "requests", line);
    }
    doc_free(d);
}

/* What the collection cost, by type; a file that was loaded does not know. */
static void put_requests(struct buf *out, struct inventory *inv)
{
    const char *text = inventory_meta(inv, "requests");
    struct doc *d = text ? doc_parse(text, strlen(text), NULL) : NULL;
    put_cost(out, inv);
    if (doc_length(d, ""))
        buf_text(out, "requests: made, planned\n");
    for (size_t i = 0; i < doc_length(d, ""); i++) {
        char at[48], label[24];
        int64_t made = 0, first = 0;
        snprintf(at, sizeof at, "/%zu/made", i);
        doc_integer(d, at, &made);
        snprintf(at, sizeof at, "/%zu/first", i);
        doc_integer(d, at, &first);
        snprintf(at, sizeof at, "/%zu/type", i);
        const char *type = doc_text(d, at);
        struct buf line = buf_make(1024);
        snprintf(label, sizeof label, "%lld", (long long)made);
        buf_fmt(&line, "%lld  %s", (long long)first, type ? type : "");
        put_line(out, label, buf_str(&line));
        buf_free(&line);
    }
    doc_free(d);
}

static int info(struct inventory *inv, struct err *e)
{
    static const char *const names[] = {"collected", "cloud", "tenant", "tool"};
    struct buf out = buf_make(64 << 20);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = inventory_meta(inv, names[i]);
        put_line(&out, names[i], value ? value : "not said");
    }
    int rc = inventory_each_type(inv, put_type, &out);
    put_requests(&out, inv);
    buf_text(&out, "gaps\n");
    if (!rc)
        rc = inventory_each_gap(inv, put_gap, &out);
    if (rc)
        rc = err_set(e, ERR_DATA, "the inventory cannot be read to its end");
    if (!rc && out.full)
        rc =
            err_set(e, ERR_DATA, "it has too many gaps to list: ask with holdfast query");
    if (!rc)
        rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
    buf_free(&out);
    return rc;
}

int cmd_inventory(struct cmd *c, struct err *e)
{
    const struct strs *words = &c->opt.words;
    const char *what = words->n ? words->at[0] : "";
    if (!strcmp(what, "load"))
        return load(c, e);
    bool dumping = !strcmp(what, "dump");
    if (!dumping && strcmp(what, "info"))
        return err_set(e, ERR_USAGE, "inventory wants load, dump or info: see --help");
    if (words->n != 2)
        return err_set(e, ERR_USAGE, "inventory %s wants one FILE", what);
    struct source s;
    int rc = source_file(&s, c, words->at[1], NULL, e);
    if (!rc) {
        struct inventory *inv = inventory_open(s.path, e);
        rc = !inv ? -e->code : dumping ? dump(c, inv, e) : info(inv, e);
        inventory_close(inv);
    }
    source_free(&s);
    return rc;
}
