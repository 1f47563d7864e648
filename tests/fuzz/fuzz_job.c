/* What the programs tell each other as JSON: jobs, plans, descriptions of checks. What is
 * taken is written again, and taken as the same. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/job.h"
#include "data/plan.h"

#include <string.h>

static void job(const char *text, size_t len)
{
    struct err e = {0};
    struct job one = {0}, two = {0};
    struct buf first = buf_make(8 << 20), second = buf_make(8 << 20);
    if (!job_decode(text, len, &one, &e)) {
        job_encode(&one, &first);
        fuzz_must(!job_decode(buf_str(&first), first.len, &two, &e));
        job_encode(&two, &second);
        fuzz_must(!strcmp(buf_str(&first), buf_str(&second)));
        job_free(&two);
    }
    job_free(&one);
    buf_free(&first);
    buf_free(&second);
}

static void plan(const char *text, size_t len)
{
    struct err e = {0};
    struct plan p = {0};
    struct plan_scope s = {0};
    if (!plan_decode(text, len, &p, &s, &e)) {
        struct buf out = buf_make(8 << 20);
        plan_encode(&p, &s, &out);
        buf_free(&out);
    }
    plan_free(&p);
    plan_scope_free(&s);
}

static void check(const char *text, size_t len)
{
    struct err e = {0};
    struct check_info info = {0};
    struct doc *d = doc_parse(text, len, &e);
    if (d && !checkinfo_decode(d, "/check", &info, &e)) {
        struct buf out = buf_make(8 << 20);
        fuzz_must(!checkinfo_valid(&info, &e));
        checkinfo_encode(&info, &out);
        struct doc *again = doc_parse(buf_str(&out), out.len, &e);
        struct check_info copy = {0};
        fuzz_must(again && !checkinfo_decode(again, "", &copy, &e));
        fuzz_must(!strcmp(copy.id, info.id) && copy.n_needs == info.n_needs);
        checkinfo_free(&copy);
        doc_free(again);
        buf_free(&out);
    }
    checkinfo_free(&info);
    doc_free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    job((const char *)data, size);
    plan((const char *)data, size);
    check((const char *)data, size);
    return 0;
}
