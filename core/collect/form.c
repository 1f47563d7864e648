#include "collect/form.h"

#include "base/buf.h"

#include <string.h>

void form_add(struct buf *out, const char *name, const char *value)
{
    bool first = !out->len || out->data[out->len - 1] == '?';
    buf_fmt(out, "%s%s=", first ? "" : "&", name);
    for (const char *p = value; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || strchr("-._~", c);
        if (plain)
            buf_char(out, (char)c);
        else
            buf_fmt(out, "%%%02X", (unsigned)c);
    }
}
