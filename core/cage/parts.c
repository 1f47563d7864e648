#include "cage/parts.h"

#include "base/err.h"
#include "config.h"

bool parts_left_out(void)
{
#if defined HF_SANITIZERS || defined HF_COVERAGE
    return true;
#else
    return false;
#endif
}

void parts_encode(const struct parts *p, unsigned char out[PARTS_BYTES])
{
    out[0] = (unsigned char)(p->in & PARTS_ALL);
    out[1] = (unsigned char)(p->abi < PARTS_ABI_MAX ? p->abi : PARTS_ABI_MAX);
}

int parts_decode(const void *data, size_t len, struct parts *p, struct err *e)
{
    const unsigned char *bytes = data;
    if (len != PARTS_BYTES || bytes[0] > PARTS_ALL ||
        !(bytes[0] & PART_LANDLOCK) != !bytes[1])
        return err_set(e, ERR_DATA, "what it says of its cage is not valid");
    *p = (struct parts){bytes[0], bytes[1]};
    return 0;
}

void parts_weaken(struct parts *all, const struct parts *one)
{
    all->in &= one->in;
    if (one->abi < all->abi)
        all->abi = one->abi;
}

const char *parts_text(const struct parts *p)
{
    if (!(p->in & PART_LIMITS))
        return "none (sanitizer or coverage build)";
    if (p->in & PART_SECCOMP)
        return p->in & PART_LANDLOCK ? "landlock+seccomp" : "rlimits+seccomp";
    return p->in & PART_LANDLOCK ? "landlock (weak: without seccomp)"
                                 : "rlimits (weak: without seccomp)";
}
