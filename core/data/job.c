#include "data/job.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROW_BITS = 36 };

int64_t job_place(size_t estate, int64_t row)
{
    return (int64_t)((uint64_t)estate << ROW_BITS | (uint64_t)row);
}

size_t job_descriptors(const struct job *j)
{
    return j->n_files + (j->n_estates > 1 ? j->n_estates - 1 : 0);
}

/* --- encoding --- */

static void encode_files(const struct job *j, struct buf *out)
{
    json_key(out, "files");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_files; i++) {
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "name", j->files[i].name);
        json_member_int(out, "kind", j->files[i].kind);
        buf_char(out, '}');
    }
    buf_char(out, ']');
    json_key(out, "checks");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_checks; i++) {
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "id", j->checks[i].id);
        json_member_int(out, "file", (int64_t)j->checks[i].file);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void encode_settings(const struct job *j, struct buf *out)
{
    json_key(out, "settings");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_settings; i++) {
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "check", j->settings[i].check);
        json_member(out, "name", j->settings[i].name);
        json_member(out, "value", j->settings[i].value);
        json_member_int(out, "estate", (int64_t)j->settings[i].estate);
        buf_char(out, '}');
    }
    buf_char(out, ']');
    json_list(out, "targets", &j->targets);
    json_list(out, "scopes", &j->scopes);
}

/* Chunks and pairs are flat runs of numbers: there may be thousands. */
static void encode_chunks(const struct job *j, struct buf *out)
{
    json_key(out, "chunks");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_chunks; i++)
        buf_fmt(out, "%s%lu,%lld,%zu,%zu,%zu", i ? "," : "",
                (unsigned long)j->chunks[i].chunk, (long long)j->chunks[i].first,
                j->chunks[i].resources, j->chunks[i].estate, j->chunks[i].mutation);
    buf_char(out, ']');
    json_key(out, "skip");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_skip; i++)
        buf_fmt(out, "%s%lld,%zu", i ? "," : "", (long long)j->skip[i].row,
                j->skip[i].check);
    buf_char(out, ']');
}

static void encode_estates(const struct job *j, struct buf *out)
{
    json_key(out, "estates");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_estates; i++)
        buf_fmt(out, "%s%lld", i ? "," : "", (long long)j->nows[i]);
    buf_char(out, ']');
    json_key(out, "mutations");
    buf_char(out, '[');
    for (size_t i = 0; i < j->n_mutations; i++) {
        json_comma(out);
        buf_char(out, '{');
        json_member_int(out, "estate", (int64_t)j->mutations[i].estate);
        json_member_int(out, "row", j->mutations[i].row);
        json_member(out, "body", j->mutations[i].body);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

void job_encode(const struct job *j, struct buf *out)
{
    buf_char(out, '{');
    buf_fmt(out, "\"hello\":{\"min\":%d,\"max\":%d}", JOB_PROTOCOL_MIN, JOB_PROTOCOL_MAX);
    json_member_int(out, "mode", j->mode);
    encode_files(j, out);
    encode_settings(j, out);
    encode_chunks(j, out);
    catalog_encode(j->catalog, out);
    encode_estates(j, out);
    json_member_int(out, "now", j->now);
    json_member_bool(out, "assume_complete", j->assume_complete);
    json_member_bool(out, "verbose", j->verbose);
    json_member_bool(out, "strict", j->strict);
    json_member_bool(out, "weak_cage", j->weak_cage);
    json_member_bool(out, "trace", j->trace);
    json_member_int(out, "memory", (int64_t)j->memory);
    json_member_int(out, "instructions", (int64_t)j->instructions);
    buf_char(out, '}');
}

/* --- decoding --- */

struct reading {
    const struct doc *d;
    struct err *e;
    int rc;
};

/* The integer at a pointer, within bounds; a failure sticks. */
static int64_t number(struct reading *r, const char *pointer, int64_t min, int64_t max)
{
    int64_t v = 0;
    if (!r->rc && (!doc_integer(r->d, pointer, &v) || v < min || v > max))
        r->rc = err_set(r->e, ERR_DATA, "job: %s is missing or out of range", pointer);
    return r->rc ? 0 : v;
}

static char *text(struct reading *r, const char *pointer)
{
    const char *t = r->rc ? NULL : doc_text(r->d, pointer);
    if (!r->rc && !t)
        r->rc = err_set(r->e, ERR_DATA, "job: %s is missing", pointer);
    return mem_text(t ? t : "");
}

static size_t length(struct reading *r, const char *pointer, size_t max)
{
    size_t n = r->rc ? 0 : doc_length(r->d, pointer);
    if (n > max) {
        r->rc = err_set(r->e, ERR_DATA, "job: %s has too many entries", pointer);
        n = 0;
    }
    return n;
}

static char *text_at(struct reading *r, const char *list, size_t i, const char *member)
{
    char at[128];
    snprintf(at, sizeof at, "/%s/%zu/%s", list, i, member);
    return text(r, at);
}

static int64_t number_at(struct reading *r, const char *list, size_t i,
                         const char *member, int64_t max)
{
    char at[128];
    snprintf(at, sizeof at, "/%s/%zu%s%s", list, i, *member ? "/" : "", member);
    return number(r, at, 0, max);
}

static void decode_strs(struct reading *r, const char *list, struct strs *out)
{
    size_t n = length(r, list, CHECKS_MAX);
    for (size_t i = 0; i < n; i++) {
        char at[64];
        snprintf(at, sizeof at, "%s/%zu", list, i);
        char *t = text(r, at);
        strs_add(out, t);
        free(t);
    }
}

static void decode_names(struct reading *r, struct job *j)
{
    size_t n = length(r, "/files", JOB_FILES_MAX);
    j->files = mem_new((n + 1) * sizeof *j->files);
    for (size_t i = 0; i < n; i++, j->n_files++) {
        j->files[i].name = text_at(r, "files", i, "name");
        j->files[i].kind = (enum job_kind)number_at(r, "files", i, "kind", JOB_LIB);
    }
    n = length(r, "/checks", CHECKS_MAX);
    j->checks = mem_new((n + 1) * sizeof *j->checks);
    for (size_t i = 0; i < n; i++, j->n_checks++) {
        j->checks[i].id = text_at(r, "checks", i, "id");
        j->checks[i].file =
            (size_t)number_at(r, "checks", i, "file", (int64_t)j->n_files - 1);
    }
    n = length(r, "/settings", CHECKS_MAX);
    j->settings = mem_new((n + 1) * sizeof *j->settings);
    for (size_t i = 0; i < n; i++, j->n_settings++) {
        j->settings[i].check = text_at(r, "settings", i, "check");
        j->settings[i].name = text_at(r, "settings", i, "name");
        j->settings[i].value = text_at(r, "settings", i, "value");
        j->settings[i].estate =
            (size_t)number_at(r, "settings", i, "estate", JOB_ESTATES_MAX);
    }
    decode_strs(r, "/targets", &j->targets);
    decode_strs(r, "/scopes", &j->scopes);
}

static void decode_estates(struct reading *r, struct job *j)
{
    size_t n = length(r, "/estates", JOB_ESTATES_MAX);
    j->nows = mem_new((n + 1) * sizeof *j->nows);
    for (size_t i = 0; i < n; i++, j->n_estates++) {
        char at[64];
        snprintf(at, sizeof at, "/estates/%zu", i);
        j->nows[i] = number(r, at, INT64_MIN, INT64_MAX);
    }
    int64_t last = j->n_estates ? (int64_t)j->n_estates - 1 : 0;
    n = length(r, "/mutations", JOB_MUTATIONS_MAX);
    j->mutations = mem_new((n + 1) * sizeof *j->mutations);
    for (size_t i = 0; i < n && !r->rc; i++, j->n_mutations++) {
        j->mutations[i].estate = (size_t)number_at(r, "mutations", i, "estate", last);
        j->mutations[i].row = number_at(r, "mutations", i, "row", INT64_MAX);
        j->mutations[i].body = text_at(r, "mutations", i, "body");
    }
}

static void decode_chunks(struct reading *r, struct job *j)
{
    int64_t last = j->n_estates ? (int64_t)j->n_estates - 1 : 0;
    size_t n = length(r, "/chunks", 5u << 20) / 5;
    j->chunks = mem_new((n + 1) * sizeof *j->chunks);
    for (size_t i = 0; i < n && !r->rc; i++, j->n_chunks++) {
        struct job_chunk *c = &j->chunks[i];
        c->chunk = (uint32_t)number_at(r, "chunks", 5 * i, "", UINT32_MAX);
        c->first = number_at(r, "chunks", 5 * i + 1, "", INT64_MAX);
        c->resources = (size_t)number_at(r, "chunks", 5 * i + 2, "", CHUNK_TARGETS);
        c->estate = (size_t)number_at(r, "chunks", 5 * i + 3, "", last);
        c->mutation =
            (size_t)number_at(r, "chunks", 5 * i + 4, "", (int64_t)j->n_mutations);
    }
    n = length(r, "/skip", 2u << 20) / 2;
    j->skip = mem_new((n + 1) * sizeof *j->skip);
    for (size_t i = 0; i < n && !r->rc; i++, j->n_skip++) {
        j->skip[i].row = number_at(r, "skip", 2 * i, "", INT64_MAX);
        j->skip[i].check = (size_t)number_at(r, "skip", 2 * i + 1, "", CHECKS_MAX);
    }
}

int job_decode(const char *body, size_t len, struct job *j, struct err *e)
{
    *j = (struct job){0};
    struct doc *d = doc_parse(body, len, e);
    if (!d)
        return -ERR_DATA;
    struct reading r = {d, e, 0};
    int64_t min = number(&r, "/hello/min", 0, INT32_MAX);
    int64_t max = number(&r, "/hello/max", 0, INT32_MAX);
    if (!r.rc && (min > JOB_PROTOCOL_MAX || max < JOB_PROTOCOL_MIN))
        r.rc =
            err_set(e, ERR_DATA, "job: another version of holdfast started this program");
    j->mode = (enum job_mode)number(&r, "/mode", 0, JOB_CONFIG);
    decode_names(&r, j);
    decode_estates(&r, j);
    decode_chunks(&r, j);
    j->now = number(&r, "/now", INT64_MIN, INT64_MAX);
    j->assume_complete = doc_truth(d, "/assume_complete") == 1;
    j->verbose = doc_truth(d, "/verbose") == 1;
    j->strict = doc_truth(d, "/strict") == 1;
    j->weak_cage = doc_truth(d, "/weak_cage") == 1;
    j->trace = doc_truth(d, "/trace") == 1;
    j->memory = (uint64_t)number(&r, "/memory", 1 << 20, (int64_t)1 << 40);
    j->instructions = (uint64_t)number(&r, "/instructions", 1000, (int64_t)1 << 40);
    if (!r.rc)
        r.rc = catalog_decode(d, "/rows", &j->own, e);
    j->catalog = j->own;
    doc_free(d);
    if (r.rc)
        job_free(j);
    return r.rc;
}

void job_free(struct job *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < j->n_files; i++)
        free(j->files[i].name);
    for (size_t i = 0; i < j->n_checks; i++)
        free(j->checks[i].id);
    for (size_t i = 0; i < j->n_settings; i++) {
        free(j->settings[i].check);
        free(j->settings[i].name);
        free(j->settings[i].value);
    }
    for (size_t i = 0; i < j->n_mutations; i++)
        free(j->mutations[i].body);
    free(j->mutations);
    free(j->nows);
    free(j->files);
    free(j->checks);
    free(j->settings);
    free(j->chunks);
    free(j->skip);
    catalog_free(j->own);
    strs_free(&j->targets);
    strs_free(&j->scopes);
    *j = (struct job){0};
}
