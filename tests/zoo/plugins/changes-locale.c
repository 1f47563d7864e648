/* Changes how numbers are written, for everybody in its process. */
#include "cage.h"

#include <locale.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    setlocale(LC_ALL, "de_DE.UTF-8");
    setlocale(LC_ALL, "");
    char text[16];
    snprintf(text, sizeof text, "%.1f", 0.5);
    return strcmp(text, "0.5") ? h->fail(c, HF_DEFAULT, "a half is %s", text)
                               : h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-changes-locale", run);
