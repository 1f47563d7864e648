/* JUnit XML in the strictest of its dialects: a suite a check. */
#include "report/tested.h"

#include "base/clock.h"
#include "base/text.h"
#include "data/tested.h"

#include <string.h>

/* Text of an element or attribute. What XML 1.0 cannot hold at all is shown escaped, as
 * on a terminal. */
static void put_xml(struct report_out *o, const char *text)
{
    struct buf shown = buf_make(1 << 16);
    text_show_buf(&shown, text, strlen(text));
    for (const char *p = buf_str(&shown); *p; p++) {
        switch (*p) {
        case '<':
            out_lit(o, "&lt;");
            break;
        case '>':
            out_lit(o, "&gt;");
            break;
        case '&':
            out_lit(o, "&amp;");
            break;
        case '"':
            out_lit(o, "&quot;");
            break;
        case '\'':
            out_lit(o, "&apos;");
            break;
        default:
            buf_char(&o->buf, *p);
        }
    }
    buf_free(&shown);
}

static void put_attribute(struct report_out *o, const char *name, const char *value)
{
    out_fmt(o, " %s=\"", name);
    put_xml(o, value);
    out_lit(o, "\"");
}

static void put_case(struct report_out *o, const struct tested_case *c)
{
    out_lit(o, "    <testcase");
    put_attribute(o, "name", c->name);
    put_attribute(o, "classname", c->check);
    out_lit(o, " time=\"0.000\"");
    if (c->ok) {
        out_lit(o, "/>\n");
        return;
    }
    out_lit(o, "><failure type=\"failure\"");
    put_attribute(o, "message", c->lines.n ? c->lines.at[0] : "it does not hold");
    out_lit(o, ">");
    put_xml(o, c->file);
    for (size_t i = 0; i < c->lines.n; i++) {
        out_lit(o, "\n");
        put_xml(o, c->lines.at[i]);
    }
    out_lit(o, "</failure></testcase>\n");
}

static size_t put_suite(struct report_out *o, const struct tested *t, size_t from,
                        size_t id)
{
    char time[32];
    size_t end = from, failed = 0;
    for (; end < t->n && !strcmp(t->cases[end].check, t->cases[from].check); end++)
        failed += !t->cases[end].ok;
    clock_format(clock_now(), time);
    time[strlen(time) - 1] = '\0'; /* without Z, as its schema wants */
    out_lit(o, "  <testsuite");
    put_attribute(o, "name", t->cases[from].check);
    out_fmt(o,
            " id=\"%zu\" package=\"holdfast\" tests=\"%zu\" failures=\"%zu\" "
            "errors=\"0\" time=\"0.000\" timestamp=\"%s\" hostname=\"localhost\">\n",
            id, end - from, failed, time);
    out_fmt(o, "    <properties><property name=\"seed\" value=\"%llu\"/></properties>\n",
            (unsigned long long)t->seed);
    for (size_t i = from; i < end; i++)
        put_case(o, &t->cases[i]);
    out_lit(o, "    <system-out/>\n    <system-err/>\n  </testsuite>\n");
    return end;
}

void tested_junit(struct report_out *o, const struct tested *t)
{
    out_lit(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    size_t id = 0;
    for (size_t i = 0; i < t->n; id++)
        i = put_suite(o, t, i, id);
    out_lit(o, "</testsuites>\n");
}
