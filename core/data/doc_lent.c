/* Documents whose plain strings stay in the text that they were read from. Two thirds of
 * a body are ids and sentences in which nothing is escaped; the parser takes ten times as
 * long for a byte as it takes to copy it. So it gets a text with the same tokens, in
 * which each such value is a short string, a mark, that says where the real one stands.
 * It alone decides what is JSON: whatever it does not take in this form is read as it is.
 */
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc_int.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* A mark is '@' and the offset of the string's first byte, 5 bits a digit. Every real
 * value that begins like a mark is lent itself, so that none can be taken for one. */
enum { MARK_DIGITS = 6, MARK_BITS = 5 };
_Static_assert(((int64_t)DOC_BYTES >> MARK_DIGITS * MARK_BITS) == 0, "offsets too long");

static bool is_key(const char *text, size_t len, size_t end)
{
    size_t i = end + 1;
    while (i < len &&
           (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r'))
        i++;
    return i < len && text[i] == ':';
}

/* --- names --- */

/* Names of members are few, and come again in every document: each is known by a number,
 * and its mark is the number in place of an offset. One that is met is in the table from
 * then on, or, when that is full, never. */
enum { NAMES = 1024, NAME_SHORT = 3, NAME_LONG = 63 };

static struct {
    struct hash_key hash;
    size_t n;
    struct name {
        char text[NAME_LONG + 1];
        char mark[MARK_DIGITS + 2];
        size_t len;
    } * at;
    uint16_t *slots; /* number + 1; twice as many as names */
} names;

/* The slot of a name, or the free one where it belongs. */
static uint16_t *name_slot(const char *text, size_t len)
{
    size_t i = (size_t)hash_bytes(names.hash, text, len);
    for (;; i++) {
        uint16_t *slot = &names.slots[i % (2 * NAMES)];
        const struct name *n = *slot ? &names.at[*slot - 1] : NULL;
        if (!n || (n->len == len && !memcmp(n->text, text, len)))
            return slot;
    }
}

static char *put_number(char *to, size_t number)
{
    *to++ = DOC_MARK;
    do {
        *to++ = (char)('0' + (number & ((1 << MARK_BITS) - 1)));
        number >>= MARK_BITS;
    } while (number);
    return to;
}

static const struct name *name_of(const char *text, size_t len, bool add)
{
    if (len > NAME_LONG || (!names.at && !add))
        return NULL;
    if (!names.at) {
        names.at = mem_new(NAMES * sizeof *names.at);
        names.slots = mem_new(2 * NAMES * sizeof *names.slots);
        if (getrandom(&names.hash, sizeof names.hash, 0) != (ssize_t)sizeof names.hash)
            names.hash.a =
                (uint64_t)(uintptr_t)text; /* without: better than a constant */
    }
    uint16_t *slot = name_slot(text, len);
    if (*slot)
        return &names.at[*slot - 1];
    if (!add || names.n == NAMES)
        return NULL;
    struct name *n = &names.at[names.n++];
    *slot = (uint16_t)names.n;
    memcpy(n->text, text, len);
    n->len = len;
    put_number(n->mark, names.n - 1);
    return n;
}

const char *doc_lent_mark(const struct doc *d, const char *name, size_t len)
{
    if (!d->lent || (len <= NAME_SHORT && *name != DOC_MARK))
        return name;
    const struct name *n = name_of(name, len, false);
    return n ? n->mark : *name == DOC_MARK ? NULL : name;
}

static size_t number_of(const char *mark)
{
    size_t number = 0;
    for (int bits = 0; *++mark; bits += MARK_BITS)
        number |= (size_t)(*mark - '0') << bits;
    return number;
}

const char *doc_lent_name(const struct doc *d, const char *name)
{
    return d->lent && *name == DOC_MARK ? names.at[number_of(name)].text : name;
}

/* --- marks --- */

static char *put_mark(char *to, size_t at)
{
    *to++ = '"';
    to = put_number(to, at);
    *to++ = '"';
    return to;
}

static char *put_as_it_is(char *to, const char *text, size_t n)
{
    memcpy(to, text, n);
    return to + n;
}

/* A name whose end is at `end`: as one of the table, or as it is. NULL: it is neither, or
 * something in it is escaped, so that it may be another in disguise. */
static char *put_name(char *to, const char *text, size_t at, size_t end)
{
    const char *first = text + at + 1;
    size_t n = end - at - 1;
    bool like = n && *first == DOC_MARK;
    if (memchr(first, '\\', n))
        return NULL;
    const struct name *name = NULL;
    if ((like || n > NAME_SHORT) && text_plain(first, n, '\\'))
        name = name_of(first, n, true);
    if (name && strlen(name->mark) <= n) {
        *to++ = '"';
        to = put_as_it_is(to, name->mark, strlen(name->mark));
        *to++ = '"';
        return to;
    }
    return like || name ? NULL : put_as_it_is(to, text + at, n + 2);
}

/* Writes the string between the quotes at `at` and `end` as it is, or its mark. NULL: it
 * might be taken for a mark once it is read. */
static char *put_string(char *to, const char *text, size_t len, size_t at, size_t end)
{
    const char *first = text + at + 1;
    size_t n = end - at - 1;
    bool like = n && (*first == DOC_MARK || *first == '\\');
    if (is_key(text, len, end))
        return put_name(to, text, at, end);
    if (n > MARK_DIGITS && text_plain(first, n, '\\'))
        return put_mark(to, at + 1); /* no longer than what it stands for */
    return like ? NULL : put_as_it_is(to, text + at, n + 2);
}

/* The text with marks; 0 when it has to be read as it is. `out` has room for all of it.
 */
static size_t put_marks(const char *text, size_t len, size_t levels, char *out)
{
    char *to = out;
    size_t depth = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '"') {
            size_t end = text_json_end(text, len, i);
            to = end < len ? put_string(to, text, len, i, end) : NULL;
            if (!to)
                return 0;
            i = end;
            continue;
        }
        depth += c == '[' || c == '{';
        depth -= (c == ']' || c == '}') && depth;
        if (depth > levels || !c)
            return 0;
        *to++ = c;
    }
    return (size_t)(to - out);
}

/* --- memory --- */

/* What a document is made of lives and dies together: the parser takes it from blocks
 * that are freed as a whole, without a walk through the tree. */
struct doc_block {
    struct doc_block *next;
    _Alignas(max_align_t) char bytes[];
};

enum { BLOCK = 1024 - sizeof(struct doc_block) - 16 };

/* The blocks of the document that is being read. The parser's allocator knows no other
 * context. */
static struct {
    bool reading;
    struct doc_block *blocks;
    char *at;
    size_t room, bytes;
} memory;

static void *take(size_t n)
{
    const size_t unit = _Alignof(max_align_t);
    if (!memory.reading)
        return malloc(n);
    n = (n + unit - 1) & ~(unit - 1);
    if (n > memory.room) {
        size_t size = n > BLOCK / 4 ? n : BLOCK; /* a large one gets a block of its own */
        struct doc_block *b = malloc(sizeof *b + size);
        if (!b)
            return NULL;
        memory.bytes += sizeof *b + size;
        b->next = memory.blocks;
        memory.blocks = b;
        if (size != BLOCK)
            return b->bytes;
        memory.at = b->bytes;
        memory.room = size;
    }
    void *p = memory.at;
    memory.at += n;
    memory.room -= n;
    return p;
}

static void give(void *p)
{
    if (!memory.reading)
        free(p);
}

void doc_free_blocks(struct doc_block *b)
{
    for (struct doc_block *next; b; b = next) {
        next = b->next;
        free(b);
    }
}

/* Whether the parser takes memory from here, as it does from the first time on. Not
 * where memory is zeroed when it is freed. */
static bool may_take(void)
{
    json_malloc_t from;
    json_free_t to;
    json_get_alloc_funcs(&from, &to);
    if (to == free)
        json_set_alloc_funcs(take, give);
    return to == free || to == give;
}

static struct doc *read_marked(const char *marked, size_t len)
{
    if (!may_take())
        return NULL;
    memory.reading = true;
    memory.blocks = NULL;
    memory.room = memory.bytes = 0;
    json_t *root = json_loadb(marked, len, JSON_REJECT_DUPLICATES, NULL);
    memory.reading = false;
    if (!root) {
        doc_free_blocks(memory.blocks);
        return NULL;
    }
    struct doc *d = doc_make(root, memory.bytes);
    d->blocks = memory.blocks;
    return d;
}

/* --- reading --- */

struct doc *doc_parse_lent(char *text, size_t len, struct err *e)
{
    struct doc *d = NULL;
    if (len <= DOC_BYTES) {
        char *marked = mem_grow(NULL, len + 1, 1);
        size_t n = put_marks(text, len, DOC_DEPTH, marked);
        d = n ? read_marked(marked, n) : NULL;
        free(marked);
    }
    if (!d)
        return doc_parse(text, len, e);
    d->lent = text;
    return d;
}

const char *doc_lent(const struct doc *d, const char *text)
{
    if (!d->lent || !text || *text != DOC_MARK)
        return text;
    char *real = d->lent + number_of(text);
    real[strcspn(real, "\"")] = '\0'; /* plain: the first quote ends it */
    return real;
}
