/* A configuration in its box: the answer is one line of JSON, a table or a reason. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/job.h"
#include "eval/conf.h"

#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char name[] = "c.lua";
    struct job_file file = {name, JOB_SCRIPT};
    struct job job = {.mode = JOB_CONFIG,
                      .files = &file,
                      .n_files = 1,
                      .memory = 2 << 20,
                      .instructions = 20000};
    struct buf answer = buf_make(2 * CONF_BYTES);
    struct err e = {0};
    int fd = fuzz_fd(data, size);
    fuzz_must(dup2(fd, JOB_FD_FILES) == JOB_FD_FILES);
    if (fd != JOB_FD_FILES)
        close(fd);
    conf_answer(&job, &answer);
    close(JOB_FD_FILES);
    fuzz_must(!answer.full && answer.len &&
              strchr(buf_str(&answer), '\n') == buf_str(&answer) + answer.len - 1);
    struct doc *d = doc_parse(buf_str(&answer), answer.len, &e);
    fuzz_must(d);
    enum doc_type table = doc_type(d, "/config");
    const char *reason = doc_text(d, "/refused/reason");
    fuzz_must(reason ? *reason && table == DOC_ABSENT
                     : table == DOC_OBJECT || table == DOC_ARRAY);
    doc_free(d);
    buf_free(&answer);
    return 0;
}
