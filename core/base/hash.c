#include "base/hash.h"

#include <endian.h>
#include <string.h>

struct state {
    uint64_t a, b, c, d;
};

static uint64_t turn(uint64_t x, int by) { return x << by | x >> (64 - by); }

static void rounds(struct state *s, int n)
{
    while (n--) {
        s->a += s->b;
        s->b = turn(s->b, 13) ^ s->a;
        s->a = turn(s->a, 32);
        s->c += s->d;
        s->d = turn(s->d, 16) ^ s->c;
        s->a += s->d;
        s->d = turn(s->d, 21) ^ s->a;
        s->c += s->b;
        s->b = turn(s->b, 17) ^ s->c;
        s->c = turn(s->c, 32);
    }
}

static uint64_t little(const unsigned char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

uint64_t hash_bytes(struct hash_key key, const void *data, size_t len)
{
    const unsigned char *p = data;
    struct state s = {key.a ^ 0x736f6d6570736575u, key.b ^ 0x646f72616e646f6du,
                      key.a ^ 0x6c7967656e657261u, key.b ^ 0x7465646279746573u};
    size_t left = len;
    for (; left >= 8; p += 8, left -= 8) {
        uint64_t m;
        memcpy(&m, p, sizeof m);
        m = le64toh(m);
        s.d ^= m;
        rounds(&s, 2);
        s.a ^= m;
    }
    uint64_t last = little(p, left) | (uint64_t)len << 56;
    s.d ^= last;
    rounds(&s, 2);
    s.a ^= last;
    s.c ^= 0xff;
    rounds(&s, 4);
    return s.a ^ s.b ^ s.c ^ s.d;
}
