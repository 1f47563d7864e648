#include "report/tested.h"

#include "data/jsonout.h"
#include "data/tested.h"

static void put_case(struct buf *b, const struct tested_case *c)
{
    buf_text(b, "\n    {");
    json_member(b, "check", c->check);
    json_member(b, "case", c->name);
    json_member(b, "file", c->file);
    json_member_bool(b, "ok", c->ok);
    json_list(b, "lines", &c->lines);
    buf_char(b, '}');
}

static void put_file(struct buf *b, const struct tested_file *f)
{
    buf_text(b, "\n    {");
    json_member(b, "file", f->name);
    json_member_bool(b, "measured", f->measured);
    json_member_int(b, "lines", (int64_t)f->lines);
    json_member_int(b, "run", (int64_t)f->run);
    json_key(b, "missing");
    buf_char(b, '[');
    for (size_t i = 0; i < f->n_missing; i++)
        buf_fmt(b, "%s%zu", i ? "," : "", f->missing[i]);
    buf_text(b, "]}");
}

void tested_json(struct report_out *o, const struct tested *t)
{
    struct buf *b = &o->buf;
    buf_text(b, "{\n  \"schema\":\"holdfast.test/1\",\n  \"tool\":{");
    json_member(b, "name", "holdfast");
    json_member(b, "version", t->version);
    buf_fmt(b, "},\n  \"seed\":%llu,\n  \"summary\":{", (unsigned long long)t->seed);
    json_member_int(b, "checks", (int64_t)t->checks);
    json_member_int(b, "cases", (int64_t)t->n);
    json_member_int(b, "failed", (int64_t)t->failed);
    json_member_int(b, "mutants", (int64_t)t->mutants);
    buf_text(b, "},\n  \"cases\":[");
    for (size_t i = 0; i < t->n; i++) {
        buf_text(b, i ? "," : "");
        put_case(b, &t->cases[i]);
    }
    buf_text(b, "],\n  \"coverage\":[");
    for (size_t i = 0; i < t->n_files; i++) {
        buf_text(b, i ? "," : "");
        put_file(b, &t->files[i]);
    }
    buf_text(b, "]");
    json_list(b, "refused", &t->refused);
    json_list(b, "updated", &t->updated);
    json_list(b, "notes", &t->notes);
    buf_text(b, "\n}\n");
}
