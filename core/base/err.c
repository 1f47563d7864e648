#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *e, int code, const char *fmt, ...)
{
    if (!e)
        return -code;
    char raw[sizeof e->text];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(raw, sizeof raw, fmt, ap);
    va_end(ap);
    e->code = code;
    text_show(e->text, sizeof e->text, raw, strlen(raw));
    return -code;
}

int err_at(struct err *e, const char *where)
{
    if (!e)
        return -ERR_INTERNAL;
    char old[sizeof e->text];
    memcpy(old, e->text, sizeof old);
    return err_set(e, e->code, "%s: %s", where, old);
}
