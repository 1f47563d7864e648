#include "sim_canned.h"

#include "sim_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIM_CANNED_MAX (8UL * 1024 * 1024)
#define SIM_CANNED_HEADERS (SIM_ANSWER_HEADERS - 2) /* two are the simulator's own */

struct sim_canned {
    unsigned status;
    unsigned long count;
    char *text; /* the file; what is below points into it */
    char *names[SIM_CANNED_HEADERS];
    char *values[SIM_CANNED_HEADERS];
    size_t headers;
    const char *body;
    size_t len;
};

static char *sim_canned_read(const char *file, size_t *len)
{
    FILE *in = fopen(file, "re");
    char *text;

    if (!in)
        return NULL;
    text = sim_text_alloc(SIM_CANNED_MAX + 1);
    *len = fread(text, 1, SIM_CANNED_MAX, in);
    fclose(in);
    return text;
}

/* Cuts the line at *at off and moves on behind it; NULL when there is none. */
static char *sim_canned_line(char **at, const char *end)
{
    char *line = *at, *stop = memchr(line, '\n', (size_t)(end - line));

    if (!stop)
        return NULL;
    *stop = '\0';
    *at = stop + 1;
    return line;
}

struct sim_canned *sim_canned_load(const char *file)
{
    struct sim_canned *canned = sim_text_alloc(sizeof *canned);
    size_t len = 0;
    char *at, *line, *end;

    canned->text = at = sim_canned_read(file, &len);
    end = at ? at + len : NULL;
    line = at ? sim_canned_line(&at, end) : NULL;
    if (line)
        canned->status = (unsigned)strtoul(line, NULL, 10);
    while (line && (line = sim_canned_line(&at, end)) && *line) {
        char *colon = strstr(line, ": ");

        if (!colon || canned->headers == SIM_CANNED_HEADERS)
            break;
        *colon = '\0';
        canned->names[canned->headers] = line;
        canned->values[canned->headers++] = colon + 2;
    }
    if (line && !*line && canned->status >= 200 && canned->status < 600) {
        canned->body = at;
        canned->len = (size_t)(end - at);
        return canned;
    }
    sim_canned_free(canned);
    return NULL;
}

struct sim_canned_word {
    const char *mark;
    const char *text;
};

/* To be freed; *out_len bytes and a NUL. */
static char *sim_canned_fill(const char *text, size_t len,
                             const struct sim_canned_word *words, size_t *out_len)
{
    char *out = NULL;
    FILE *to = open_memstream(&out, out_len);

    if (!to)
        abort();
    for (size_t i = 0; i < len;) {
        const struct sim_canned_word *word = text[i] == '@' ? words : NULL;

        while (word && word->mark &&
               (len - i < strlen(word->mark) ||
                memcmp(text + i, word->mark, strlen(word->mark))))
            word++;
        if (word && word->mark) {
            fputs(word->text, to);
            i += strlen(word->mark);
        } else {
            fputc(text[i++], to);
        }
    }
    if (fclose(to))
        abort();
    return out;
}

void sim_canned_answer(struct sim_canned *canned, const struct sim_request *request,
                       const char *base, struct sim_answer *answer)
{
    char *count = sim_text_print("%lu", ++canned->count);
    const char *bearer = request->authorization ? request->authorization : "";
    const struct sim_canned_word words[] = {{"@BASE@", base},
                                            {"@PATH@", request->raw_path},
                                            {"@COUNT@", count},
                                            {"@BEARER@", bearer},
                                            {NULL, NULL}};
    size_t len = 0;
    char *body = sim_canned_fill(canned->body, canned->len, words, &len);

    sim_answer_text(answer, canned->status, body);
    answer->len = len; /* a NUL may stand in it */
    for (size_t i = 0; i < canned->headers; i++) {
        char *value =
            sim_canned_fill(canned->values[i], strlen(canned->values[i]), words, &len);

        if (strcasecmp(canned->names[i], "Content-Type") == 0)
            answer->content_type = canned->values[i];
        else
            sim_answer_header(answer, canned->names[i], "%s", value);
        free(value);
    }
    free(count);
}

void sim_canned_free(struct sim_canned *canned)
{
    if (canned)
        free(canned->text);
    free(canned);
}
