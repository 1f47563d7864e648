/* Opening inventories that are files. A name is a plain path whatever it looks like, and
 * what a killed writer left is taken in before anybody reads. */
#include "base/err.h"
#include "base/mem.h"
#include "data/inventory_int.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { /* ms until a file that another program has open is given up */
       BUSY = 5000,
       BUSY_WRITING = 1000 /* who holds it may collect for hours */
};

/* --- names --- */

static char *joined(const char *a, const char *between, const char *b)
{
    size_t size = strlen(a) + strlen(between) + strlen(b) + 1;
    char *all = mem_new(size);
    snprintf(all, size, "%s%s%s", a, between, b);
    return all;
}

/* The folder that a name stands in, without links; NULL and errno. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return realpath(".", NULL);
    char *named = mem_textn(path, slash == path ? 1 : (size_t)(slash - path));
    char *folder = realpath(named, NULL);
    int why = errno;
    free(named);
    errno = why;
    return folder;
}

/* The name without links above its last part. Absolute, so that SQLite, which was built
 * to take URIs, sees neither `file:` nor `:memory:` in it. */
static char *place_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *last = slash ? slash + 1 : path;
    if (!*last) {
        errno = *path ? EISDIR : ENOENT;
        return NULL;
    }
    char *folder = folder_of(path);
    if (!folder)
        return NULL;
    char *place = joined(folder, strcmp(folder, "/") ? "/" : "", last);
    free(folder);
    return place;
}

static struct inventory *give_up(struct inventory *inv, const char *path, struct err *e)
{
    err_at(e, path);
    inventory_close(inv);
    return NULL;
}

static struct inventory *no_file(const char *path, int code, struct err *e)
{
    bool missing = errno == ENOENT && code == ERR_NOINPUT;
    err_set(e, code, "%s: %s", path, missing ? "no such file" : strerror(errno));
    return NULL;
}

static struct inventory *open_place(const char *place, int flags, struct err *e)
{
    struct inventory *inv = mem_new(sizeof *inv);
    if (sqlite3_open_v2(place, &inv->db, flags | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        int busy = sqlite3_errcode(inv->db) == SQLITE_BUSY;
        err_set(e, busy ? ERR_AGAIN : ERR_NOINPUT, "cannot be opened: %s",
                sqlite3_errmsg(inv->db));
        inventory_close(inv);
        return NULL;
    }
    sqlite3_busy_timeout(inv->db, BUSY);
    return inv;
}

static bool is_blank(struct inventory *inv)
{
    return inventory_pragma(inv, "SELECT count(*) FROM sqlite_schema") == 0 &&
           inventory_pragma(inv, "PRAGMA application_id") == 0;
}

/* --- writing --- */

/* Whether an empty regular file stands at `place` now, made when there was none. */
static int make_file(const char *place, struct err *e)
{
    struct stat st;
    int fd = open(place, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0 || fstat(fd, &st)) {
        err_set(e, ERR_CREATE, "cannot be created: %s",
                errno == ELOOP ? "it is a symbolic link" : strerror(errno));
        if (fd >= 0)
            close(fd);
        return -ERR_CREATE;
    }
    close(fd);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CREATE, "it is no regular file");
    return st.st_size ? err_set(e, ERR_CREATE, "it is there already and not empty") : 0;
}

static int begin_writing(struct inventory *inv, struct err *e)
{
    return inventory_exec(inv,
                          "PRAGMA journal_mode=wal; PRAGMA synchronous=off; PRAGMA "
                          "cache_size=-20480; PRAGMA temp_store=file; PRAGMA "
                          "wal_autocheckpoint=4096",
                          e);
}

static int begin_anew(struct inventory *inv, struct err *e)
{
    int rc = inventory_exec(inv, "PRAGMA page_size=16384", e);
    if (!rc)
        rc = begin_writing(inv, e);
    return rc ? rc : inventory_make_tables(inv, e);
}

int inventory_reserve(const char *path, struct err *e)
{
    char *place = place_of(path);
    if (!place) {
        no_file(path, ERR_CREATE, e);
        return -ERR_CREATE;
    }
    int rc = make_file(place, e);
    free(place);
    return rc ? err_at(e, path) : 0;
}

struct inventory *inventory_create(const char *path, struct err *e)
{
    char *place = place_of(path);
    if (!place)
        return no_file(path, ERR_CREATE, e);
    struct inventory *inv = NULL;
    int rc = make_file(place, e);
    if (!rc)
        inv = open_place(place, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, e);
    free(place);
    if (!inv)
        return give_up(NULL, path, e);
    inv->writing = true;
    rc = is_blank(inv) ? begin_anew(inv, e)
                       : err_set(e, ERR_CREATE, "it is there already and not empty");
    return rc ? give_up(inv, path, e) : inv;
}

/* What a writer knew when it stopped. */
static int remember(struct inventory *inv, struct err *e)
{
    int rc = inventory_read_key(inv, e);
    if (!rc)
        rc = inventory_load_types(inv, e);
    if (rc)
        return rc;
    sqlite3_stmt *s = inv->at[S_TOP];
    if (sqlite3_step(s) != SQLITE_ROW)
        return inventory_fail(inv, "reading its rows", e);
    inv->top = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    if (inv->top < 0 || inv->top > INT64_MAX / 2)
        return err_set(e, ERR_DATA, "its row numbers are damaged");
    inv->collected = mem_text(inventory_meta(inv, "collected"));
    inv->replaced = true; /* it may have been killed between replacing and finishing */
    return 0;
}

static int go_on(struct inventory *inv, struct err *e)
{
    int rc = inventory_harden(inv, e); /* all is checked before anything is changed */
    if (!rc)
        rc = inventory_compare_schema(inv, false, e);
    if (!rc)
        rc = inventory_prepare(inv, e);
    return rc ? rc : remember(inv, e);
}

int inventory_reopen(struct inventory *inv, struct err *e)
{
    int rc = begin_writing(inv, e);
    if (!rc) /* a machine may stop, too, and what is begun is to be of use after that */
        rc = inventory_exec(inv, "PRAGMA synchronous=normal; DELETE FROM gap", e);
    return rc ? rc : inventory_drop_indexes(inv, e);
}

/* Nobody else opens it from here on: asked for before anything is read, so that of two
 * who come together one gets it. A blank file takes its page size from the first access.
 */
static int hold_alone(struct inventory *inv, struct err *e)
{
    sqlite3_busy_timeout(inv->db, BUSY_WRITING);
    return inventory_exec(inv,
                          "PRAGMA page_size=16384; PRAGMA locking_mode=exclusive; BEGIN "
                          "EXCLUSIVE; COMMIT",
                          e);
}

/* A file that is there, itself and no link. */
static struct inventory *open_there(const char *path, bool *absent, struct err *e)
{
    struct stat st;
    struct inventory *inv = NULL;
    char *place = place_of(path);
    *absent = false;
    if (!place || lstat(place, &st)) {
        *absent = errno == ENOENT;
        free(place);
        return no_file(path, ERR_NOINPUT, e);
    }
    if (S_ISREG(st.st_mode))
        inv = open_place(place, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, e);
    else
        err_set(e, ERR_DATA, "it is no regular file");
    free(place);
    return inv ? inv : give_up(NULL, path, e);
}

struct inventory *inventory_resume(const char *path, struct err *e)
{
    bool absent;
    struct inventory *inv = open_there(path, &absent, e);
    if (!inv)
        return NULL;
    inv->writing = true;
    int rc = hold_alone(inv, e);
    if (!rc)
        rc = is_blank(inv) ? begin_anew(inv, e) : go_on(inv, e);
    return rc ? give_up(inv, path, e) : inv;
}

/* --- reading --- */

static bool holds(const char *place, const char *end)
{
    struct stat st;
    char *name = joined(place, end, "");
    bool there = !lstat(name, &st) && st.st_size > 0;
    free(name);
    return there;
}

/* Whether the file says that a log belongs to it: bytes 18 and 19 of its head. */
static bool in_log_mode(const char *place)
{
    unsigned char head[20] = {0};
    int fd = open(place, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof head, 0);
    if (fd >= 0)
        close(fd);
    return n == (ssize_t)sizeof head && (head[18] == 2 || head[19] == 2);
}

static bool writable(const char *place)
{
    char *folder = folder_of(place);
    bool can = folder && !access(place, W_OK) && !access(folder, W_OK);
    free(folder);
    return can;
}

/* SQLite takes this word only in a URI. */
static char *immutable_uri(const char *place)
{
    static const char hex[] = "0123456789ABCDEF";
    char *uri = mem_new(3 * strlen(place) + 32), *to = uri;
    to += snprintf(to, 8, "file:");
    for (; *place; place++) {
        if (strchr("%?#", *place)) {
            *to++ = '%';
            *to++ = hex[(unsigned char)*place >> 4];
            *to++ = hex[(unsigned char)*place & 15];
        } else {
            *to++ = *place;
        }
    }
    memcpy(to, "?immutable=1", sizeof "?immutable=1");
    return uri;
}

/* A file that cannot be written is whole as it is, or cannot be made so. */
static struct inventory *open_untouchable(const char *place, struct err *e)
{
    if (holds(place, "-wal") || holds(place, "-journal")) {
        err_set(e, ERR_DATA,
                "its writer was stopped and left a log beside it (-wal or -journal), "
                "which can be taken in only where file and folder may be written: copy "
                "both to such a place");
        return NULL;
    }
    if (!in_log_mode(place))
        return open_place(place, SQLITE_OPEN_READONLY, e);
    char *uri = immutable_uri(place);
    struct inventory *inv = open_place(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, e);
    free(uri);
    return inv;
}

/* Workers read the file alone: what stands in its log would be missing for them. */
static int take_log_in(struct inventory *inv, struct err *e)
{
    int rc = inventory_harden(inv, e);
    if (!rc)
        rc = inventory_compare_schema(inv, true, e);
    if (!rc)
        rc = inventory_leave_log(inv, e);
    return rc;
}

/* All that asks the file itself comes before SQLite has it open: to close a descriptor of
 * it would drop SQLite's locks. */
static struct inventory *open_reading(const char *place, struct err *e)
{
    struct stat st;
    if (stat(place, &st) || !S_ISREG(st.st_mode)) {
        err_set(e, ERR_DATA, "it is no regular file");
        return NULL;
    }
    if (!writable(place))
        return open_untouchable(place, e);
    bool log = in_log_mode(place) || holds(place, "-wal");
    struct inventory *inv = open_place(place, SQLITE_OPEN_READWRITE, e);
    if (inv && log && take_log_in(inv, e)) {
        inventory_close(inv);
        return NULL;
    }
    return inv;
}

struct inventory *inventory_open(const char *path, struct err *e)
{
    char *place = realpath(path, NULL);
    if (!place)
        return no_file(path, ERR_NOINPUT, e);
    struct inventory *inv = open_reading(place, e);
    free(place);
    if (!inv)
        return give_up(NULL, path, e);
    int rc = inventory_begin_reading(inv, e);
    /* Held until it is closed: workers read the file without locks of their own. */
    if (!rc)
        rc = inventory_exec(inv, "BEGIN; SELECT count(*) FROM type", e);
    return rc ? give_up(inv, path, e) : inv;
}

/* --- what stands there --- */

static int state_of(struct inventory *inv, struct err *e)
{
    struct err unfinished;
    sqlite3_busy_timeout(inv->db, BUSY_WRITING);
    int rc = inventory_exec(inv, "SELECT count(*) FROM sqlite_schema", e);
    if (!rc && is_blank(inv))
        return INVENTORY_BLANK;
    if (!rc)
        rc = inventory_compare_schema(inv, false, e);
    if (rc)
        return rc;
    if (!inventory_compare_schema(inv, true, &unfinished))
        return INVENTORY_FINISHED;
    int64_t any = inventory_pragma(inv, "SELECT EXISTS(SELECT 1 FROM resource)");
    return any ? INVENTORY_BEGUN : INVENTORY_BLANK;
}

int inventory_state(const char *path, struct err *e)
{
    bool absent;
    struct inventory *inv = open_there(path, &absent, e);
    if (!inv)
        return absent ? INVENTORY_ABSENT : -e->code;
    int rc = state_of(inv, e);
    inventory_close(inv);
    return rc < 0 ? err_at(e, path) : rc;
}
