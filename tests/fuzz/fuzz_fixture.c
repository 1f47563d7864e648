/* A fixture of a check: read as the check's own and as any check's. What is read holds
 * together, and written anew for other outcomes it reads again, and they hold. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "scan/fixture.h"
#include "scan/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 64 << 20 };

static char words[][8] = {"odd", "days", "30", "name", "x"};
static struct check_setting settings[] = {{words[1], words[2], words[1], true},
                                          {words[3], words[4], words[1], false}};
static const struct check_info info = {
    .id = words[0], .settings = settings, .n_settings = 2};

static int read_text(struct fixture *f, const void *data, size_t size,
                     const struct check_info *check, struct err *e)
{
    char path[64];
    int fd = fuzz_fd(data, size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int rc = fixture_read(f, path, check, e);
    close(fd);
    fuzz_must(f->path && (rc ? rc == -ERR_DATA && *e->text && f->n_bad : !f->n_bad));
    for (size_t i = 0; i < f->n_bad; i++)
        fuzz_must(*f->bad[i].text && (!i || f->bad[i - 1].line < f->bad[i].line));
    fuzz_must(f->n_bad <= FIXTURE_BAD_MAX + 1);
    if (rc)
        fixture_free(f);
    return rc;
}

static void prove(const struct fixture *f)
{
    struct buf text = buf_make(TEXT_MAX);
    size_t lines = 0;
    fixture_inventory(f, &text);
    for (const char *at = buf_str(&text); (at = strchr(at, '\n')); at++)
        lines++;
    fuzz_must(!text.full && lines == f->lines.n + !f->timed + 1);
    buf_free(&text);
    for (size_t i = 0; i < f->n_expects; i++) {
        const struct fixture_expect *x = &f->expects[i];
        fuzz_must(x->line < f->lines.n && f->test[x->line]);
        fuzz_must(fixture_expected(f, x->key) == x);
    }
    for (size_t i = 0; i < f->n_settings; i++)
        fuzz_must(!strcmp(f->settings[i].check, info.id));
}

static const char proof[] = "[{\"resource\":\"/e\",\"pointer\":\"/x\",\"value\":1.5}]";

/* What holds for every second expectation; something else for the others. */
static struct outcome other(const struct fixture_expect *x, size_t i)
{
    const char *same = x->evidence ? x->evidence : "[]";
    enum verdict v = i % 2 ? VERDICT_WARN : x->status;
    enum severity s = i % 2 ? SEVERITY_LOW : x->severity;
    return (struct outcome){.id = mem_text(x->id),
                            .key = mem_text(x->key),
                            .verdict = v,
                            .severity = s,
                            .message = mem_text(x->message ? x->message : "m"),
                            .evidence = mem_text(i % 2 ? proof : same),
                            .detail = mem_text(x->detail ? x->detail : "{}")};
}

static void update(const struct fixture *f)
{
    struct outcome *got = mem_new((f->n_expects + 1) * sizeof *got);
    struct buf text = buf_make(TEXT_MAX);
    struct fixture again;
    struct err e = {0};
    for (size_t i = 0; i < f->n_expects; i++)
        got[i] = other(&f->expects[i], i);
    fixture_update(f, got, f->n_expects, &text);
    fuzz_must(!text.full);
    fuzz_must(!read_text(&again, buf_str(&text), text.len, &info, &e));
    fuzz_must(again.n_expects == f->n_expects && again.lines.n == f->lines.n);
    for (size_t i = 0; i < f->n_expects; i++) {
        const struct fixture_expect *x = fixture_expected(&again, got[i].key);
        fuzz_must(x && fixture_holds(x, &got[i]));
        outcome_free(&got[i]);
    }
    fixture_free(&again);
    buf_free(&text);
    free(got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fixture own, any;
    struct err e = {0};
    int rc = read_text(&own, data, size, &info, &e);
    if (!rc) {
        prove(&own);
        update(&own);
        fixture_free(&own);
    }
    bool all = !read_text(&any, data, size, NULL, &e);
    fuzz_must(all || rc); /* what one check takes, any takes */
    if (all) {
        prove(&any);
        fixture_free(&any);
    }
    return 0;
}
