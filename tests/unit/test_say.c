/* Evidence: what is kept of it when it is much, however late its values are taken. */
#include "base/buf.h"
#include "base/mem.h"
#include "eval/run.h"
#include "script_rig.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* As if each text were kept at once: what fits in the room that is left. */
static const char *fits(size_t *used, const char *text)
{
    size_t len = strlen(text);
    if (len + 1 > RUN_TEXTS_MAX - *used)
        return "";
    *used += len + 1;
    return text;
}

static const char *kept(const hf_ctx *c, size_t at) { return buf_str(&c->texts) + at; }

static void much(size_t length, size_t other, size_t assumed_every)
{
    static const struct check_info check = {0};
    hf_ctx *c = rig_context();
    char *pointers[EVIDENCE_MAX + 2];
    for (size_t i = 0; i < EVIDENCE_MAX + 2; i++) {
        size_t n = i % 2 ? other : length;
        pointers[i] = mem_new(n + 16);
        memset(pointers[i], 'x', n);
        memcpy(pointers[i], n < 9 ? "/location" : "/", n < 9 ? 9 : 1);
    }
    run_begin(c, &check);
    for (size_t i = 0; i < EVIDENCE_MAX + 2; i++)
        if (assumed_every && i % assumed_every == 0)
            host_assume(c, c->target, pointers[i], "Disabled");
        else
            host_evidence(c, c->target, pointers[i]);
    run_quote(c);
    assert_int_equal(c->n_evidence, EVIDENCE_MAX);
    size_t used = 1;
    for (size_t i = 0; i < EVIDENCE_MAX; i++) {
        bool assumed = assumed_every && i % assumed_every == 0;
        const char *id = fits(&used, c->target->id);
        const char *pointer = fits(&used, pointers[i]);
        const char *value = fits(&used, assumed                 ? "\"Disabled\""
                                        : pointers[i][1] == 'l' ? "\"westeurope\""
                                                                : "null");
        assert_int_equal(c->evidence[i].assumed, assumed);
        assert_string_equal(kept(c, c->evidence[i].id), id);
        assert_string_equal(kept(c, c->evidence[i].pointer), pointer);
        assert_string_equal(kept(c, c->evidence[i].value), value);
    }
    run_end(c);
    for (size_t i = 0; i < EVIDENCE_MAX + 2; i++)
        free(pointers[i]);
}

static void test_much(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 20, 3000, 4090, 8100, 60000, 130000, 300000};
    enum { N = sizeof lengths / sizeof *lengths };
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            for (size_t every = 0; every < 4; every++)
                much(lengths[i], lengths[j], every);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_much)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
