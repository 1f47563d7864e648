#include "report/validation.h"

#include "data/jsonout.h"
#include "report/out.h"

#include <string.h>

static const char *level_of(const struct validation *v, const struct defect *d)
{
    return v->strict || defect_level(d->rule) == DEFECT_ERROR ? "error" : "warning";
}

size_t validation_count(const struct validation *v, enum defect_level level)
{
    size_t n = 0;
    for (size_t i = 0; i < v->defects->n; i++)
        n += (*level_of(v, &v->defects->at[i]) == 'e') == (level == DEFECT_ERROR);
    return n;
}

/* A loop that makes checks makes the same mistake in each: a line is said once. */
static bool said(const struct defect *d, const struct defect *before)
{
    return d->file == before->file && d->line && d->line == before->line &&
           d->column == before->column && !strcmp(d->message, before->message);
}

void validation_text(const struct validation *v, struct report_out *o)
{
    for (size_t i = 0; i < v->defects->n; i++) {
        const struct defect *d = &v->defects->at[i];
        if (i && said(d, d - 1))
            continue;
        out_text(o, v->paths[d->file], strlen(v->paths[d->file]));
        if (d->line)
            out_fmt(o, ":%u", d->line);
        if (d->line && d->column)
            out_fmt(o, ":%u", d->column);
        out_fmt(o, ": %s: ", level_of(v, d));
        out_text(o, d->message, strlen(d->message));
        out_lit(o, "\n");
    }
}

void validation_json(const struct validation *v, struct report_out *o)
{
    struct buf *b = &o->buf;
    buf_char(b, '{');
    json_member_int(b, "files", (int64_t)v->files);
    json_member_int(b, "errors", (int64_t)validation_count(v, DEFECT_ERROR));
    json_member_int(b, "warnings", (int64_t)validation_count(v, DEFECT_WARNING));
    json_key(b, "defects");
    buf_char(b, '[');
    for (size_t i = 0; i < v->defects->n; i++) {
        const struct defect *d = &v->defects->at[i];
        buf_text(b, i ? ",\n{" : "\n{");
        json_member(b, "file", v->paths[d->file]);
        if (d->line)
            json_member_int(b, "line", d->line);
        if (d->line && d->column)
            json_member_int(b, "column", d->column);
        json_member(b, "level", level_of(v, d));
        json_member(b, "rule", defect_name(d->rule));
        if (d->check)
            json_member(b, "check", d->check);
        if (d->order)
            json_member_int(b, "index", d->order);
        if (d->field)
            json_member(b, "field", d->field);
        json_member(b, "message", d->message);
        buf_char(b, '}');
    }
    buf_text(b, "\n]}\n");
}

/* --- SARIF --- */

/* Plain text there may hold links and placeholders: what came from outside holds none. */
static void put_message(struct buf *b, const char *text)
{
    struct buf escaped = buf_make(2 * DEFECT_MESSAGE_MAX + 16);
    for (; *text; text++) {
        if (strchr("\\[]", *text))
            buf_char(&escaped, '\\');
        if (strchr("{}", *text))
            buf_char(&escaped, *text);
        buf_char(&escaped, *text);
    }
    json_key(b, "message");
    buf_char(b, '{');
    json_member(b, "text", buf_str(&escaped));
    buf_char(b, '}');
    buf_free(&escaped);
}

static void put_uri(struct buf *b, const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    struct buf uri = buf_make(16384);
    buf_text(&uri, *path == '/' ? "file://" : "");
    for (; *path; path++) {
        if (strchr(plain, *path))
            buf_char(&uri, *path);
        else
            buf_fmt(&uri, "%%%02X", (unsigned)(unsigned char)*path);
    }
    json_member(b, "uri", buf_str(&uri));
    buf_free(&uri);
}

static void put_rules(struct buf *b)
{
    json_key(b, "rules");
    buf_char(b, '[');
    for (int r = 0; r < DEFECT_RULES; r++) {
        bool error = defect_level((enum defect_rule)r) == DEFECT_ERROR;
        buf_text(b, r ? ",\n{" : "\n{");
        json_member(b, "id", defect_name((enum defect_rule)r));
        buf_fmt(b, ",\"shortDescription\":{\"text\":\"%s.\"}",
                defect_about((enum defect_rule)r));
        buf_fmt(b, ",\"defaultConfiguration\":{\"level\":\"%s\"}}",
                error ? "error" : "warning");
    }
    buf_char(b, ']');
}

static void put_result(const struct validation *v, const struct defect *d, struct buf *b)
{
    buf_char(b, '{');
    json_member(b, "ruleId", defect_name(d->rule));
    json_member_int(b, "ruleIndex", d->rule);
    json_member(b, "level", level_of(v, d));
    put_message(b, d->message);
    buf_text(b, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{");
    put_uri(b, v->paths[d->file]);
    buf_char(b, '}');
    if (d->line) {
        json_key(b, "region");
        buf_char(b, '{');
        json_member_int(b, "startLine", d->line);
        if (d->column)
            json_member_int(b, "startColumn", d->column);
        buf_char(b, '}');
    }
    buf_text(b, "}}]}");
}

void validation_sarif(const struct validation *v, struct report_out *o)
{
    struct buf *b = &o->buf;
    buf_text(b, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
                "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{");
    json_member(b, "name", "holdfast");
    json_member(b, "version", v->version);
    put_rules(b);
    buf_text(b, "}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (size_t i = 0; i < v->defects->n; i++) {
        buf_text(b, i ? ",\n" : "\n");
        put_result(v, &v->defects->at[i], b);
    }
    buf_text(b, "\n]}]}\n");
}
