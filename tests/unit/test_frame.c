/* What crosses between holdfast and holdfast-eval: frames, jobs, descriptions. Whatever
 * is cut or changed is refused or still within bounds. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct frame_text text(const char *t) { return (struct frame_text){t, strlen(t)}; }

static struct buf make_frame(void)
{
    struct frame_chunk *c = frame_chunk_make(7, 3);
    assert_int_equal(frame_chunk_resource(c, 100), 0);
    assert_int_equal(frame_chunk_resource(c, 200), 1);
    frame_chunk_verdict(c, 0, 0, VERDICT_PASS, SEVERITY_NONE);
    frame_chunk_verdict(c, 0, 2, VERDICT_FAIL, SEVERITY_HIGH);
    frame_chunk_verdict(c, 1, 1, VERDICT_UNKNOWN, SEVERITY_NONE);
    struct frame_detail d = {.resource = 0,
                             .check = 2,
                             .message = text("b\xff"
                                             "d\x1b")};
    d.evidence[0] = (struct frame_evidence){text("/x"), text("/p"), text("\"v\""), 1};
    d.n_evidence = 1;
    d.remarks[0] = (struct frame_remark){text("k"), text("v")};
    d.n_remarks = 1;
    frame_chunk_detail(c, &d);
    struct frame_detail u = {.resource = 1, .check = 1, .message = text("why")};
    frame_chunk_detail(c, &u);
    struct buf out = buf_make(FRAME_MAX);
    frame_chunk_encode(c, &out);
    frame_chunk_free(c);
    return out;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct err e;
    struct buf f = make_frame();
    int kind;
    size_t len;
    assert_int_equal(frame_header(f.data, &kind, &len, &e), 0);
    assert_int_equal(kind, FRAME_CHUNK);
    assert_int_equal(len + FRAME_HEADER, f.len);
    struct frame_view v;
    assert_int_equal(frame_check(f.data + FRAME_HEADER, len, 3, &v, &e), 0);
    assert_int_equal(v.chunk, 7);
    assert_int_equal(frame_row(&v, 1), 200);
    assert_int_equal(frame_verdict(&v, 0, 2), VERDICT_FAIL);
    assert_int_equal(frame_severity(&v, 0, 2), SEVERITY_HIGH);
    assert_int_equal(frame_verdict(&v, 1, 0), VERDICT_NONE);
    struct frame_detail d;
    size_t at = 0;
    assert_int_equal(frame_next_detail(&v, &at, &d), 1);
    assert_int_equal(d.message.len, 4);
    assert_memory_equal(d.message.data, "b?d\x1b", 4);
    assert_int_equal(d.evidence[0].assumed, 1);
    assert_memory_equal(d.remarks[0].value.data, "v", 1);
    assert_int_equal(frame_next_detail(&v, &at, &d), 1);
    assert_memory_equal(d.message.data, "why", 3);
    assert_int_equal(frame_next_detail(&v, &at, &d), 0);
    buf_free(&f);
}

static void test_cut_and_changed(void **state)
{
    (void)state;
    struct err e;
    struct buf f = make_frame();
    size_t len = f.len - FRAME_HEADER;
    struct frame_view v;
    for (size_t n = 0; n < len; n++) {
        char *cut = mem_textn(f.data + FRAME_HEADER, n);
        assert_int_equal(frame_check(cut, n, 3, &v, &e), -ERR_DATA);
        free(cut);
    }
    for (size_t n = 0; n < len; n++) { /* whatever a byte says, reading stays inside */
        for (int bit = 0; bit < 8; bit++) {
            char *bad = mem_textn(f.data + FRAME_HEADER, len);
            bad[n] = (char)(bad[n] ^ 1 << bit);
            if (!frame_check(bad, len, 3, &v, &e)) {
                struct frame_detail d;
                for (size_t at = 0; frame_next_detail(&v, &at, &d);)
                    assert_true(d.resource < 2 && d.check < 3);
            }
            free(bad);
        }
    }
    int kind;
    size_t l;
    f.data[0] ^= 1;
    assert_int_equal(frame_header(f.data, &kind, &l, &e), -ERR_DATA);
    f.data[0] ^= 1;
    f.data[11] = (char)0xff;
    assert_int_equal(frame_header(f.data, &kind, &l, &e), -ERR_DATA);
    buf_free(&f);
}

/* Bytes that can have one value only: the first row, given twice, and flags to come. */
static void test_bytes_without_a_choice(void **state)
{
    (void)state;
    struct err e;
    struct buf f = make_frame();
    struct frame_view v;
    const size_t details = 20 + 2 * 8 + 2 * 2 * 3;
    const size_t places[] = {4, 11, 20, 27, details + 4, details + 5};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *byte = f.data + FRAME_HEADER + places[i];
        *byte ^= 64;
        if (frame_check(f.data + FRAME_HEADER, f.len - FRAME_HEADER, 3, &v, &e) !=
            -ERR_DATA)
            fail_msg("byte %zu may be anything", places[i]);
        *byte ^= 64;
    }
    buf_free(&f);
}

/* What one crew's worker said goes into the frame of all checks, byte for byte. */
static void test_taken_over(void **state)
{
    (void)state;
    struct err e;
    struct buf f = make_frame(), out = buf_make(FRAME_MAX);
    struct frame_view v, w;
    assert_int_equal(frame_check(f.data + FRAME_HEADER, f.len - FRAME_HEADER, 3, &v, &e),
                     0);
    struct frame_chunk *c = frame_chunk_make(7, 400);
    struct frame_detail d, t;
    frame_chunk_resource(c, 100);
    frame_chunk_resource(c, 200);
    size_t from = 0, at = 0;
    while (frame_next_detail(&v, &at, &d)) {
        frame_chunk_take(c, &v, from, at, 390u + d.check);
        from = at;
    }
    frame_chunk_encode(c, &out);
    assert_int_equal(
        frame_check(out.data + FRAME_HEADER, out.len - FRAME_HEADER, 400, &w, &e), 0);
    assert_int_equal(w.details, 2);
    size_t there = at = 0;
    while (frame_next_detail(&v, &at, &d)) {
        assert_int_equal(frame_next_detail(&w, &there, &t), 1);
        assert_int_equal(t.resource, d.resource);
        assert_int_equal(t.check, 390 + d.check);
        assert_int_equal(t.message.len, d.message.len);
        assert_memory_equal(t.message.data, d.message.data, d.message.len);
        assert_int_equal(t.n_evidence, d.n_evidence);
        assert_int_equal(t.n_remarks, d.n_remarks);
        assert_int_equal(t.evidence[0].assumed, d.evidence[0].assumed);
    }
    assert_int_equal(frame_next_detail(&w, &there, &t), 0);
    frame_chunk_free(c);
    buf_free(&f);
    buf_free(&out);
}

/* A byte that is no text is found wherever it stands. */
static void test_texts_proven(void **state)
{
    (void)state;
    struct err e;
    char texts[5][41];
    for (size_t i = 0; i < 5; i++)
        snprintf(texts[i], sizeof texts[i], "%s",
                 "aaaaaaaabbbbbbbbccccccccddddddddeeeeeee");
    struct frame_detail d = {.message = text(texts[0]), .n_evidence = 1, .n_remarks = 1};
    d.evidence[0] = (struct frame_evidence){text(texts[1]), text(texts[2]), text("1"), 0};
    d.remarks[0] = (struct frame_remark){text(texts[3]), text(texts[4])};
    struct frame_chunk *c = frame_chunk_make(0, 1);
    struct buf out = buf_make(FRAME_MAX);
    struct frame_view v;
    frame_chunk_resource(c, 1);
    frame_chunk_detail(c, &d);
    frame_chunk_encode(c, &out);
    size_t len = out.len - FRAME_HEADER, tried = 0;
    for (size_t n = 20 + 8 + 2; n < len; n++) {
        char *at = out.data + FRAME_HEADER + n, was = *at;
        if (was < 'a' || was > 'e')
            continue;
        for (int k = 0; k < 3; k++, tried++) {
            *at = "\xff\xc3\0"[k];
            assert_int_equal(frame_check(out.data + FRAME_HEADER, len, 1, &v, &e),
                             -ERR_DATA);
        }
        *at = was;
    }
    assert_int_equal(tried, 3 * 5 * 39);
    assert_int_equal(frame_check(out.data + FRAME_HEADER, len, 1, &v, &e), 0);
    frame_chunk_free(c);
    buf_free(&out);
}

static void test_limits(void **state)
{
    (void)state;
    struct frame_chunk *c = frame_chunk_make(0, 1);
    for (int i = 0; i < CHUNK_TARGETS; i++)
        assert_int_equal(frame_chunk_resource(c, i), i);
    assert_int_equal(frame_chunk_resource(c, 1), -1);
    char *big = mem_new(MESSAGE_MAX + 100);
    memset(big, 'm', MESSAGE_MAX + 99);
    struct frame_detail d = {.message = text(big)};
    frame_chunk_error(c, 0, 0, FAILURE_TIMEOUT);
    frame_chunk_verdict(c, 1, 0, VERDICT_PASS, SEVERITY_NONE);
    frame_chunk_detail(c, &d);
    struct buf out = buf_make(FRAME_MAX);
    struct err e;
    struct frame_view v;
    frame_chunk_encode(c, &out);
    assert_int_equal(
        frame_check(out.data + FRAME_HEADER, out.len - FRAME_HEADER, 1, &v, &e), 0);
    size_t at = 0;
    assert_int_equal(frame_next_detail(&v, &at, &d), 1);
    assert_int_equal(d.message.len, MESSAGE_MAX);
    assert_int_equal(frame_failure(&v, 0, 0), FAILURE_TIMEOUT);
    assert_int_equal(frame_severity(&v, 0, 0), SEVERITY_NONE);
    assert_int_equal(frame_failure(&v, 1, 0), FAILURE_NONE);
    /* An error has one of the failures, and nothing else has one. */
    static const unsigned char bad[][2] = {{VERDICT_ERROR, FAILURE_NONE},
                                           {VERDICT_ERROR, FAILURE_COUNT},
                                           {VERDICT_PASS, FAILURE_TIMEOUT},
                                           {VERDICT_FAIL, SEVERITY_COUNT}};
    size_t first = (size_t)((const char *)v.verdicts - out.data);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        out.data[first] = (char)bad[i][0];
        out.data[first + CHUNK_TARGETS] = (char)bad[i][1];
        assert_int_equal(
            frame_check(out.data + FRAME_HEADER, out.len - FRAME_HEADER, 1, &v, &e),
            -ERR_DATA);
    }
    buf_free(&out);
    frame_chunk_free(c);
    free(big);
}

static void test_job(void **state)
{
    (void)state;
    struct err e;
    struct job j = {.mode = JOB_RUN,
                    .now = -5,
                    .memory = 64 << 20,
                    .instructions = 1000000,
                    .verbose = true};
    struct job_file files[] = {{(char[]){"a \"b\".so"}, JOB_PLUGIN},
                               {(char[]){"c.lua"}, JOB_SCRIPT}};
    struct job_check checks[] = {{(char[]){"x-one"}, 1}};
    struct job_setting settings[] = {
        {(char[]){"x-one"}, (char[]){"days"}, (char[]){"30"}, 1}};
    struct job_chunk chunks[] = {{0, 11, 256, 0, 0}, {2, 99, 3, 1, 1}};
    struct job_pair skip[] = {{11, 0}};
    struct job_mutation mutations[] = {{1, 99, (char[]){"{}"}}};
    int64_t nows[] = {-1, 7};
    j.files = files, j.n_files = 2, j.checks = checks, j.n_checks = 1;
    j.settings = settings, j.n_settings = 1, j.chunks = chunks, j.n_chunks = 2;
    j.skip = skip, j.n_skip = 1;
    j.nows = nows, j.n_estates = 2;
    j.mutations = mutations, j.n_mutations = 1;
    strs_add(&j.targets, "A/b");
    strs_add(&j.scopes, "/subscriptions/s");
    struct buf out = buf_make(JOB_BYTES);
    job_encode(&j, &out);
    struct job k;
    if (job_decode(out.data, out.len, &k, &e))
        fail_msg("%s", e.text);
    assert_string_equal(k.files[0].name, "a \"b\".so");
    assert_int_equal(k.checks[0].file, 1);
    assert_int_equal(k.chunks[1].first, 99);
    assert_int_equal(k.chunks[1].resources, 3);
    assert_int_equal(k.skip[0].row, 11);
    assert_int_equal(k.chunks[1].estate, 1);
    assert_int_equal(k.chunks[1].mutation, 1);
    assert_int_equal(k.nows[0], -1);
    assert_string_equal(k.mutations[0].body, "{}");
    assert_int_equal(k.settings[0].estate, 1);
    assert_int_equal(job_descriptors(&k), 3);
    assert_int_equal(job_place(0, 11), 11);
    assert_int_equal(job_place(1, 11) >> 36, 1);
    assert_int_equal(k.now, -5);
    assert_true(k.verbose && !k.strict);
    assert_string_equal(k.scopes.at[0], "/subscriptions/s");
    job_free(&k);
    for (size_t n = 0; n < out.len; n++) {
        assert_int_equal(job_decode(out.data, n, &k, &e), -ERR_DATA);
    }
    strs_free(&j.targets);
    strs_free(&j.scopes);
    buf_free(&out);
}

static void decode_fails(const char *json, const char *part)
{
    struct err e = {0};
    struct doc *d = doc_parse(json, strlen(json), &e);
    assert_non_null(d);
    struct check_info c = {0};
    if (!checkinfo_decode(d, "", &c, &e) || !strstr(e.text, part))
        fail_msg("%s: \"%s\", wanted \"%s\"", json, e.text, part);
    checkinfo_free(&c);
    doc_free(d);
}

#define REST                                                                             \
    "\"protection\":\"p\",\"title\":\"t\",\"severity\":\"low\",\"file\":0,\"order\":0,"

static void test_checkinfo(void **state)
{
    (void)state;
    struct err e = {0};
    const char *good =
        "{\"id\":\"a-1\"," REST "\"targets\":[\"A.B/c\"],\"needs\":[{\"type\":"
        "\"A.B/d\",\"where\":\"scope\",\"optional\":true}],\"settings\":[{"
        "\"name\":\"days\",\"default\":\"14\",\"meaning\":\"m\",\"numeric\":"
        "true}],\"refs\":[\"https://x\"],\"controls\":[\"X:1\"]}";
    struct doc *d = doc_parse(good, strlen(good), &e);
    struct check_info c = {0};
    if (checkinfo_decode(d, "", &c, &e))
        fail_msg("%s", e.text);
    struct buf out = buf_make(1 << 16);
    checkinfo_encode(&c, &out);
    struct doc *again = doc_parse(out.data, out.len, &e);
    struct check_info b = {0};
    assert_int_equal(checkinfo_decode(again, "", &b, &e), 0);
    assert_string_equal(b.id, "a-1");
    assert_int_equal(b.needs[0].where, NEEDS_SCOPE);
    assert_true(b.needs[0].optional && b.settings[0].numeric);
    checkinfo_free(&b);
    checkinfo_free(&c);
    doc_free(d);
    doc_free(again);
    buf_free(&out);
    decode_fails("{\"id\":\"A\"," REST "\"targets\":[\"A.B/c\"]}", "id:");
    decode_fails("{\"id\":\"-a\"," REST "\"targets\":[\"A.B/c\"]}", "id:");
    decode_fails("{\"id\":\"a\"," REST "\"targets\":[]}", "targets:");
    decode_fails("{\"id\":\"a\"," REST "\"targets\":[\"no type\"]}", "targets:");
    decode_fails("{\"id\":\"a\"," REST "\"targets\":[\"A.B/c\"],\"refs\":[\"http://x\"]}",
                 "refs:");
    decode_fails("{\"id\":\"a\"," REST "\"targets\":[\"A.B/c\"],\"needs\":[{\"type\":"
                 "\"A.B/c\",\"where\":\"near\"}]}",
                 "needs:");
    decode_fails(
        "{\"id\":\"a\",\"protection\":\"p\",\"title\":\"t\",\"severity\":\"huge\","
        "\"file\":0,\"order\":0,\"targets\":[\"A.B/c\"]}",
        "severity:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_cut_and_changed),
        cmocka_unit_test(test_bytes_without_a_choice),
        cmocka_unit_test(test_taken_over),
        cmocka_unit_test(test_texts_proven),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_job),
        cmocka_unit_test(test_checkinfo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
