#include "typerow_rig.h"

#include "base/buf.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct typerow rig_row(const char *type, const char *fields)
{
    struct typerow t = {.type = mem_text(type)};
    char *copy = mem_text(fields), *rest = copy;
    for (char *word; (word = strsep(&rest, " "));) {
        char *value = strchr(word, '=');
        if (!value)
            continue;
        *value++ = '\0';
        for (char *p = value; *p; p++)
            if (*p == '^')
                *p = ' ';
        char **at = !strcmp(word, "parent")    ? &t.parent
                    : !strcmp(word, "path")    ? &t.path
                    : !strcmp(word, "table")   ? &t.table
                    : !strcmp(word, "version") ? &t.api_version
                    : !strcmp(word, "action")  ? &t.action
                    : !strcmp(word, "from")    ? &t.from
                                               : NULL;
        if (at)
            *at = mem_text(value);
        else if (!strcmp(word, "ref"))
            strs_add(&t.refs, value);
        else if (!strcmp(word, "filter"))
            strs_add(&t.filters, value);
        else if (!strcmp(word, "singleton"))
            t.singleton = true;
        else if (!strcmp(word, "extension"))
            t.extension = true;
        else
            fail_msg("no field %s", word);
    }
    free(copy);
    struct buf b = buf_make(4096);
    buf_fmt(&b, "{parent}/providers/%s", type);
    if (!t.path && !t.table)
        t.path = mem_text(buf_str(&b));
    buf_clear(&b);
    buf_fmt(&b, "%s/read", type);
    if (!t.action)
        t.action = mem_text(buf_str(&b));
    if (!t.api_version)
        t.api_version = mem_text("2023-07-01");
    buf_free(&b);
    return t;
}
