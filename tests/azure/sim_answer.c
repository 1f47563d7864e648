#include "sim_answer.h"

#include "sim_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sim_answer_text(struct sim_answer *answer, unsigned status, char *body)
{
    free(answer->body);
    answer->status = status;
    answer->body = body;
    answer->len = strlen(body);
    answer->content_type = "application/json; charset=utf-8";
}

void sim_answer_json(struct sim_answer *answer, unsigned status, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;

    if (!text)
        abort(); /* a body of our own that does not print is a bug, or no memory */
    json_decref(body);
    sim_answer_text(answer, status, text);
}

static char *sim_answer_format(const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        abort();
    return text;
}

void sim_answer_error(struct sim_answer *answer, unsigned status, const char *code,
                      const char *format, ...)
{
    va_list args;
    char *message;

    va_start(args, format);
    message = sim_answer_format(format, args);
    va_end(args);
    sim_answer_json(
        answer, status,
        json_pack("{s:{s:s, s:s}}", "error", "code", code, "message", message));
    sim_answer_header(answer, "x-ms-failure-cause", "gateway");
    free(message);
}

void sim_answer_provider_error(struct sim_answer *answer, unsigned status,
                               const char *code, const char *format, ...)
{
    va_list args;
    char *message;

    va_start(args, format);
    message = sim_answer_format(format, args);
    va_end(args);
    sim_answer_json(answer, status,
                    json_pack("{s:{s:s, s:s, s:n, s:n, s:n}}", "error", "code", code,
                              "message", message, "target", "details", "innerError"));
    sim_answer_header(answer, "x-ms-failure-cause", "service");
    free(message);
}

void sim_answer_header(struct sim_answer *answer, const char *name, const char *format,
                       ...)
{
    va_list args;
    char *value;
    size_t i = 0;

    va_start(args, format);
    value = sim_answer_format(format, args);
    va_end(args);
    while (i < answer->header_count && strcmp(answer->headers[i].name, name) != 0)
        i++;
    if (i == SIM_ANSWER_HEADERS)
        abort();
    free(answer->headers[i].value);
    answer->headers[i].name = name;
    answer->headers[i].value = value;
    if (i == answer->header_count)
        answer->header_count++;
}

void sim_answer_clear(struct sim_answer *answer)
{
    for (size_t i = 0; i < answer->header_count; i++)
        free(answer->headers[i].value);
    free(answer->body);
    memset(answer, 0, sizeof *answer);
}
