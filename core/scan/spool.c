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
    off_t *at; /* where each frame begins, and where the last ends */
    size_t frames;
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
    *s = (struct spool){fd, mem_new(sizeof *s->at), 0, checks, n};
    return s;
}

void spool_free(struct spool *s)
{
    if (!s)
        return;
    close(s->fd);
    free(s->at);
    free(s);
}

int spool_add(struct spool *s, const void *frame, size_t len, struct err *e)
{
    if (lseek(s->fd, s->at[s->frames], SEEK_SET) < 0)
        return err_set(e, ERR_IO, "the spool of findings: %s", strerror(errno));
    int rc = io_write(s->fd, frame, len, e);
    if (rc)
        return err_at(e, "the spool of findings (in $TMPDIR)");
    s->frames++;
    if (!(s->frames & (s->frames - 1))) /* room doubles at powers of two */
        s->at = mem_grow(s->at, 2 * s->frames, sizeof *s->at);
    s->at[s->frames] = s->at[s->frames - 1] + (off_t)len;
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
    char *frame;
    size_t room; /* bytes of it */
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
        int64_t row = frame_row(v, i);
        for (size_t k = 0; k < v->checks; k++) {
            enum verdict verdict = frame_verdict(v, i, k);
            if (verdict == VERDICT_NONE)
                continue;
            bool mine = r->has && r->detail.resource == i && r->detail.check == k;
            struct finding f = {.check = s->checks[k],
                                .row = row,
                                .verdict = verdict,
                                .severity = frame_severity(v, i, k),
                                .failure = frame_failure(v, i, k),
                                .detail = mine ? &r->detail : NULL};
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

static int read_frame(struct spool *s, size_t frame, struct reader *r, struct err *e)
{
    struct frame_view v;
    size_t size = (size_t)(s->at[frame + 1] - s->at[frame]), len = 0;
    int kind = 0;
    if (size < FRAME_HEADER)
        return err_set(e, ERR_IO, "the spool of findings is cut");
    if (size > r->room) { /* twice: what moves often leaves holes that others fill */
        r->room = 2 * size;
        free(r->frame);
        r->frame = mem_grow(NULL, r->room, 1);
    }
    int rc = read_at(s, s->at[frame], r->frame, size, e);
    if (!rc)
        rc = frame_header(r->frame, &kind, &len, e);
    if (!rc && len != size - FRAME_HEADER)
        rc = err_set(e, ERR_IO, "the spool of findings is cut");
    if (!rc)
        rc = frame_check(r->frame + FRAME_HEADER, len, s->n, &v, e);
    return rc ? rc : read_chunk(s, &v, r);
}

static int read_frames(struct spool *s, size_t from, size_t to,
                       int (*each)(void *ctx, const struct finding *f), void *ctx,
                       struct err *e)
{
    struct reader *r = mem_new(sizeof *r);
    int rc = 0;
    r->each = each;
    r->ctx = ctx;
    for (size_t i = from; i < to && !rc; i++)
        rc = read_frame(s, i, r, e);
    free(r->frame);
    free(r);
    return rc;
}

static int read_all(void *self, int (*each)(void *ctx, const struct finding *f),
                    void *ctx, struct err *e)
{
    struct spool *s = self;
    return read_frames(s, 0, s->frames, each, ctx, e);
}

static size_t parts(void *self) { return ((struct spool *)self)->frames; }

static int read_part(void *self, size_t part,
                     int (*each)(void *ctx, const struct finding *f), void *ctx,
                     struct err *e)
{
    return read_frames(self, part, part + 1, each, ctx, e);
}

struct findings spool_findings(struct spool *s)
{
    return (struct findings){
        .read = read_all, .self = s, .parts = parts, .read_part = read_part};
}
