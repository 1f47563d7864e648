#include "report/report.h"

#include "base/text.h"
#include "data/checkinfo.h"

#include <stddef.h>

enum {
    EVERYTHING = (1u << VERDICT_COUNT) - 2,
    TROUBLE = EVERYTHING & ~(1u << VERDICT_PASS) & ~(1u << VERDICT_NOT_APPLICABLE)
};

static const struct report_format formats[] = {{"text", report_text, TROUBLE},
                                               {"json", report_json, EVERYTHING},
                                               {"jsonl", report_jsonl, EVERYTHING}};

const struct report_format *report_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (text_same(formats[i].name, name))
            return &formats[i];
    return NULL;
}

const char *report_names(void) { return "text, json, jsonl"; }
