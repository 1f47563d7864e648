/* Documents whose plain strings stay in the text that they were read from. Two thirds of
 * a body are ids and sentences in which nothing is escaped; the parser takes ten times as
 * long for a byte as it takes to copy it. So it gets a text with the same tokens, in
 * which each such value is a short string, a mark, that says where the real one stands.
 * It alone decides what is JSON: whatever it does not take in this form is read as it is.
 */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc_int.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A mark is '@' and the offset of the string's first byte, 5 bits a digit. Every real
 * value that begins like a mark is lent itself, so that none can be taken for one. */
enum { MARK_DIGITS = 6, MARK_BITS = 5 };
_Static_assert(((int64_t)DOC_BYTES >> MARK_DIGITS * MARK_BITS) == 0, "offsets too long");

/* Text without escapes, controls and bytes beyond ASCII: eight bytes a step, each test
 * sets the high bit of some byte that fails, if any fails. */
static bool is_plain(const char *text, size_t len)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t bad = 0, w;
    for (; len >= 8; text += 8, len -= 8) {
        memcpy(&w, text, 8);
        uint64_t slash = w ^ ones * '\\';
        bad |= w | ((w - ones * ' ') & ~w) | ((slash - ones) & ~slash);
    }
    bad &= high;
    for (; len; text++, len--)
        bad |= (unsigned char)*text < ' ' || (unsigned char)*text > 0x7f || *text == '\\';
    return !bad;
}

static char *put_mark(char *to, size_t at)
{
    *to++ = '"';
    *to++ = DOC_MARK;
    do {
        *to++ = (char)('0' + (at & ((1 << MARK_BITS) - 1)));
        at >>= MARK_BITS;
    } while (at);
    *to++ = '"';
    return to;
}

static bool is_key(const char *text, size_t len, size_t end)
{
    size_t i = end + 1;
    while (i < len &&
           (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r'))
        i++;
    return i < len && text[i] == ':';
}

/* Writes the string between the quotes at `at` and `end` as it is, or its mark. NULL: it
 * might be taken for a mark once it is read. */
static char *put_string(char *to, const char *text, size_t len, size_t at, size_t end)
{
    const char *first = text + at + 1;
    size_t n = end - at - 1;
    bool like = n && (*first == DOC_MARK || *first == '\\');
    if ((like || n > MARK_DIGITS) && !is_key(text, len, end)) {
        if (n > MARK_DIGITS && is_plain(first, n))
            return put_mark(to, at + 1); /* no longer than what it stands for */
        if (like)
            return NULL;
    }
    memcpy(to, text + at, n + 2);
    return to + n + 2;
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

enum { BLOCK = 2048 - sizeof(struct doc_block) - 16 };

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
    size_t at = 0;
    for (int bits = 0; *++text; bits += MARK_BITS)
        at |= (size_t)(*text - '0') << bits;
    char *real = d->lent + at;
    real[strcspn(real, "\"")] = '\0'; /* plain: the first quote ends it */
    return real;
}
