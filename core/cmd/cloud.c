/* Endpoints. Public, US Government and China are built in; other clouds come as a file.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "data/doc.h"
#include "data/plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name, *authority, *resource_manager, *audience;
} clouds[] = {
    {"public", "https://login.microsoftonline.com", "https://management.azure.com",
     "https://management.azure.com/"},
    {"usgov", "https://login.microsoftonline.us", "https://management.usgovcloudapi.net",
     "https://management.usgovcloudapi.net/"},
    {"china", "https://login.partner.microsoftonline.cn",
     "https://management.chinacloudapi.cn", "https://management.chinacloudapi.cn/"},
};

static int read_member(const struct doc *d, const char *pointer, const char *file,
                       char **to, struct err *e)
{
    const char *text = doc_text(d, pointer);
    bool url = strcmp(pointer, "/name") != 0;
    if (!text || !*text || (url && !text_starts(text, "https://")))
        return err_set(e, ERR_DATA, "%s: \"%s\" wants %s", file, pointer + 1,
                       url ? "an https address" : "a name");
    *to = mem_text(text);
    return 0;
}

static int read_file(const char *file, struct plan_scope *s, struct err *e)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e,
                       strchr(file, '/') || strchr(file, '.') ? ERR_NOINPUT : ERR_USAGE,
                       "--cloud %s: neither public, usgov, china nor a file: %s", file,
                       strerror(errno));
    struct buf text = buf_make(1 << 16);
    int rc = io_read(fd, &text, e);
    close(fd);
    struct doc *d = rc ? NULL : doc_parse(buf_str(&text), text.len, e);
    if (!d)
        rc = err_at(e, file);
    if (!rc)
        rc = read_member(d, "/name", file, &s->cloud_name, e);
    if (!rc)
        rc = read_member(d, "/authority", file, &s->authority, e);
    if (!rc)
        rc = read_member(d, "/resource_manager", file, &s->resource_manager, e);
    if (!rc)
        rc = read_member(d, "/audience", file, &s->audience, e);
    doc_free(d);
    buf_free(&text);
    return rc;
}

int cloud_read(const char *name, struct plan_scope *s, struct err *e)
{
    for (size_t i = 0; i < sizeof clouds / sizeof *clouds; i++) {
        if (!text_same(clouds[i].name, name))
            continue;
        s->cloud_name = mem_text(clouds[i].name);
        s->authority = mem_text(clouds[i].authority);
        s->resource_manager = mem_text(clouds[i].resource_manager);
        s->audience = mem_text(clouds[i].audience);
        return 0;
    }
    return read_file(name, s, e);
}
