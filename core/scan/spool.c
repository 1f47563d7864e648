#include "scan/spool.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "data/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct spool {
    int fd;
    off_t end;
    const struct check_info *const *checks;
    size_t n;
};

struct spool *spool_make(const char *folder, const struct check_info *const *checks,
                         size_t n, struct err *e)
{
    int fd = io_temp(folder, e);
    if (fd < 0)
        return NULL;
    struct spool *s = mem_new(sizeof *s);
    *s = (struct spool){fd, 0, checks, n};
    return s;
}

void spool_free(struct spool *s)
{
    if (!s)
        return;
    close(s->fd);
    free(s);
}

int spool_add(struct spool *s, const void *frame, size_t len, struct err *e)
{
    if (lseek(s->fd, s->end, SEEK_SET) < 0)
        return err_set(e, ERR_IO, "the spool of findings: %s", strerror(errno));
    int rc = io_write(s->fd, frame, len, e);
    if (rc)
        return err_at(e, "the spool of findings (in $TMPDIR)");
    s->end += (off_t)len;
    return 0;
}

static int read_at(struct spool *s, off_t at, void *into, size_t len, struct err *e)
{
    char *p = into;
    while (len) {
        ssize_t n = pread(s->fd, p, len, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(e, ERR_IO, "the spool of findings is cut");
        p += n;
        at += n;
        len -= (size_t)n;
    }
    return 0;
}

struct reader {
    int (*each)(void *ctx, const struct finding *f);
    void *ctx;
    struct frame_detail detail;
    size_t at;
    int has; /* a detail waits for its finding */
};

/* A configuration's severity holds for every finding of the check; what warns is a step
 * lower. The check's own stays beside it. */
static void regrade(struct finding *f)
{
    const struct check_info *c = f->check;
    if (c->own_severity == SEVERITY_NONE)
        return;
    f->original = f->severity != SEVERITY_NONE ? f->severity : c->own_severity;
    if (f->severity == SEVERITY_NONE)
        return;
    f->severity = c->severity;
    if (f->verdict == VERDICT_WARN && f->severity > SEVERITY_INFO)
        f->severity--;
}

/* All findings of one chunk. */
static int read_chunk(struct spool *s, const struct frame_view *v, struct reader *r)
{
    r->at = 0;
    r->has = frame_next_detail(v, &r->at, &r->detail);
    for (size_t i = 0; i < v->resources; i++) {
        for (size_t k = 0; k < v->checks; k++) {
            bool mine = r->has && r->detail.resource == i && r->detail.check == k;
            struct finding f = {.check = s->checks[k],
                                .row = frame_row(v, i),
                                .verdict = frame_verdict(v, i, k),
                                .severity = frame_severity(v, i, k),
                                .failure = frame_failure(v, i, k),
                                .detail = mine ? &r->detail : NULL};
            if (f.verdict == VERDICT_NONE)
                continue;
            regrade(&f);
            int rc = r->each(r->ctx, &f);
            if (rc)
                return rc;
            if (mine)
                r->has = frame_next_detail(v, &r->at, &r->detail);
        }
    }
    return 0;
}

static int read_all(void *self, int (*each)(void *ctx, const struct finding *f),
                    void *ctx, struct err *e)
{
    struct spool *s = self;
    struct reader *r = mem_new(sizeof *r);
    char *body = NULL;
    int rc = 0;
    r->each = each;
    r->ctx = ctx;
    for (off_t at = 0; at < s->end && !rc;) {
        unsigned char header[FRAME_HEADER];
        struct frame_view v;
        size_t len = 0;
        int kind = 0;
        rc = read_at(s, at, header, sizeof header, e);
        if (!rc)
            rc = frame_header(header, &kind, &len, e);
        if (!rc) {
            body = mem_grow(body, len, 1);
            rc = read_at(s, at + FRAME_HEADER, body, len, e);
        }
        if (!rc)
            rc = frame_check(body, len, s->n, &v, e);
        if (!rc)
            rc = read_chunk(s, &v, r);
        at += (off_t)(FRAME_HEADER + len);
    }
    free(body);
    free(r);
    return rc;
}

struct findings spool_findings(struct spool *s)
{
    return (struct findings){.read = read_all, .self = s};
}
