#include "data/shard.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void shard_text(struct shard s, char out[SHARD_TEXT])
{
    snprintf(out, SHARD_TEXT, "%u/%u", s.i % 10000, s.n % 10000);
}

/* A hash that is the same on every machine and in every version. */
bool shard_takes(struct shard s, const char *subscription)
{
    if (!s.n)
        return true;
    char *lower = mem_text(subscription);
    text_lower(lower, strlen(lower));
    uint64_t h = hash_bytes((struct hash_key){0, 0}, lower, strlen(lower));
    free(lower);
    return h % s.n == s.i - 1;
}

/* --- what a scheduler says --- */

/* A variable that must hold a number. */
static int variable(const char *name, const char *value, uint64_t *out, struct err *e)
{
    if (!value || !text_number(value, UINT32_MAX, out))
        return err_set(e, ERR_USAGE, "--shard auto: %s is %s%s", name,
                       value ? "no number: " : "not set", value ? value : "");
    return 0;
}

/* Tasks of an array are numbered from any number, in steps. */
static int of_slurm(const char *(*env)(const char *name), uint64_t *i, uint64_t *n,
                    struct err *e)
{
    const char *first = env("SLURM_ARRAY_TASK_MIN"), *by = env("SLURM_ARRAY_TASK_STEP");
    uint64_t id = 0, min = 0, step = 1;
    int rc = variable("SLURM_ARRAY_TASK_ID", env("SLURM_ARRAY_TASK_ID"), &id, e);
    if (!rc && first)
        rc = variable("SLURM_ARRAY_TASK_MIN", first, &min, e);
    if (!rc && by)
        rc = variable("SLURM_ARRAY_TASK_STEP", by, &step, e);
    if (!rc && !*n)
        rc = variable("SLURM_ARRAY_TASK_COUNT", env("SLURM_ARRAY_TASK_COUNT"), n, e);
    if (!rc && (!step || id < min || (id - min) % step))
        rc = err_set(e, ERR_USAGE,
                     "--shard auto: the tasks of this array are not evenly numbered: "
                     "give --shard I/N");
    if (!rc)
        *i = (id - min) / step + 1;
    return rc;
}

static int of_scheduler(const char *(*env)(const char *name), uint64_t *i, uint64_t *n,
                        struct err *e)
{
    if (env("SLURM_ARRAY_TASK_ID"))
        return of_slurm(env, i, n, e);
    const char *index = env("JOB_COMPLETION_INDEX");
    if (!index)
        return err_set(e, ERR_USAGE,
                       "--shard auto: neither JOB_COMPLETION_INDEX (a Kubernetes Indexed "
                       "Job) nor SLURM_ARRAY_TASK_ID (a Slurm array) is set");
    if (!*n)
        return err_set(e, ERR_USAGE,
                       "--shard auto: a Kubernetes Job does not say how many there are: "
                       "give --shard auto/N");
    int rc = variable("JOB_COMPLETION_INDEX", index, i, e);
    ++*i; /* they count from 0 */
    return rc;
}

int shard_read(const char *text, const char *(*env)(const char *name), struct shard *s,
               struct err *e)
{
    const char *slash = strchr(text, '/');
    char *first = mem_textn(text, slash ? (size_t)(slash - text) : strlen(text));
    uint64_t i = 0, n = 0;
    bool automatic = env && !strcmp(first, "auto");
    bool fine = slash ? text_number(slash + 1, SHARD_MAX, &n) && n : automatic;
    int rc = 0;
    if (fine && automatic)
        rc = of_scheduler(env, &i, &n, e);
    else if (!fine || !text_number(first, UINT32_MAX, &i))
        rc = err_set(e, ERR_USAGE,
                     "--shard %s: wants I/N, as 3/8 (N up to %d), or auto/N, or auto",
                     text, SHARD_MAX);
    if (!rc && (i < 1 || i > n || n > SHARD_MAX))
        rc = err_set(e, ERR_USAGE, "--shard %s: there is no share %llu of %llu", text,
                     (unsigned long long)i, (unsigned long long)n);
    if (!rc)
        *s = (struct shard){(unsigned)i, (unsigned)n};
    free(first);
    return rc;
}
