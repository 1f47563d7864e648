#include "eval/elf.h"

#include "base/err.h"
#include "base/text.h"
#include "config.h"

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined __x86_64__
#define MACHINE EM_X86_64
#elif defined __aarch64__
#define MACHINE EM_AARCH64
#elif defined __riscv
#define MACHINE EM_RISCV
#elif defined __powerpc64__
#define MACHINE EM_PPC64
#elif defined __s390x__
#define MACHINE EM_S390
#else
#error "name this machine for the check of plugins"
#endif

struct file {
    const unsigned char *data;
    size_t len;
};

static bool within(const struct file *f, uint64_t at, uint64_t len)
{
    return at <= f->len && len <= f->len - at;
}

static int header(const struct file *f, Elf64_Ehdr *h, struct err *e)
{
    if (f->len < sizeof *h || memcmp(f->data, ELFMAG, SELFMAG))
        return err_set(e, ERR_DATA, "not a shared object");
    memcpy(h, f->data, sizeof *h);
    if (h->e_ident[EI_CLASS] != ELFCLASS64)
        return err_set(e, ERR_DATA, "built for another machine, of 32 bits");
    if (h->e_machine != MACHINE)
        return err_set(e, ERR_DATA, "built for another machine (ELF number %u)",
                       h->e_machine);
    if (h->e_type != ET_DYN || h->e_phentsize != sizeof(Elf64_Phdr) || !h->e_phnum ||
        !within(f, h->e_phoff, (uint64_t)h->e_phnum * sizeof(Elf64_Phdr)))
        return err_set(e, ERR_DATA, "not a shared object");
    return 0;
}

static Elf64_Phdr segment(const struct file *f, const Elf64_Ehdr *h, unsigned i)
{
    Elf64_Phdr p;
    memcpy(&p, f->data + h->e_phoff + i * sizeof p, sizeof p);
    return p;
}

/* A part behind the end of the file would be SIGBUS inside dlopen. */
static int segments(const struct file *f, const Elf64_Ehdr *h, Elf64_Phdr *dynamic,
                    struct err *e)
{
    *dynamic = (Elf64_Phdr){0};
    for (unsigned i = 0; i < h->e_phnum; i++) {
        Elf64_Phdr p = segment(f, h, i);
        if ((p.p_type == PT_LOAD || p.p_type == PT_DYNAMIC) &&
            !within(f, p.p_offset, p.p_filesz))
            return err_set(e, ERR_DATA, "cut short");
        if (p.p_type == PT_INTERP)
            return err_set(e, ERR_DATA, "a program, not a plugin");
        if (p.p_type == PT_GNU_STACK && p.p_flags & PF_X)
            return err_set(e, ERR_DATA, "asks for an executable stack");
        if (p.p_type == PT_DYNAMIC)
            *dynamic = p;
    }
    if (!dynamic->p_filesz)
        return err_set(e, ERR_DATA, "has no dynamic section");
    return 0;
}

/* File offset of a virtual address; SIZE_MAX when no part holds it. */
static uint64_t offset_of(const struct file *f, const Elf64_Ehdr *h, uint64_t address)
{
    for (unsigned i = 0; i < h->e_phnum; i++) {
        Elf64_Phdr p = segment(f, h, i);
        if (p.p_type == PT_LOAD && address >= p.p_vaddr &&
            address - p.p_vaddr < p.p_filesz)
            return p.p_offset + (address - p.p_vaddr);
    }
    return UINT64_MAX;
}

struct tables {
    uint64_t strings, strings_len, symbols, hash, gnu_hash;
    bool path;
};

static bool string_is(const struct file *f, const struct tables *t, uint64_t at,
                      const char *wanted, bool start)
{
    size_t n = strlen(wanted) + (start ? 0 : 1);
    return at < t->strings_len && n <= t->strings_len - at &&
           within(f, t->strings + at, n) && !memcmp(f->data + t->strings + at, wanted, n);
}

static bool entry(const struct file *f, const Elf64_Phdr *dynamic, size_t i, Elf64_Dyn *d)
{
    if ((i + 1) * sizeof *d > dynamic->p_filesz)
        return false;
    memcpy(d, f->data + dynamic->p_offset + i * sizeof *d, sizeof *d);
    return d->d_tag != DT_NULL;
}

static int read_tables(const struct file *f, const Elf64_Ehdr *h,
                       const Elf64_Phdr *dynamic, struct tables *t)
{
    Elf64_Dyn d;
    *t = (struct tables){UINT64_MAX, 0, UINT64_MAX, UINT64_MAX, UINT64_MAX, false};
    for (size_t i = 0; entry(f, dynamic, i, &d); i++) {
        if (d.d_tag == DT_STRTAB)
            t->strings = offset_of(f, h, d.d_un.d_ptr);
        else if (d.d_tag == DT_STRSZ)
            t->strings_len = d.d_un.d_val;
        else if (d.d_tag == DT_SYMTAB)
            t->symbols = offset_of(f, h, d.d_un.d_ptr);
        else if (d.d_tag == DT_RPATH || d.d_tag == DT_RUNPATH)
            t->path = true;
    }
    return t->strings != UINT64_MAX && t->symbols != UINT64_MAX &&
                   within(f, t->strings, t->strings_len)
               ? 0
               : -1;
}

/* The symbol table has no length of its own; by convention the strings follow it. */
static bool defines(const struct file *f, const struct tables *t, const char *symbol)
{
    uint64_t end = t->strings > t->symbols ? t->strings : f->len;
    for (uint64_t at = t->symbols; at + sizeof(Elf64_Sym) <= end;
         at += sizeof(Elf64_Sym)) {
        Elf64_Sym s;
        memcpy(&s, f->data + at, sizeof s);
        if (s.st_shndx != SHN_UNDEF && string_is(f, t, s.st_name, symbol, false))
            return true;
    }
    return false;
}

static bool known_library(const struct file *f, const struct tables *t, uint64_t name)
{
    static const char *const known[] = {
        "libc.so.6",
        "libm.so.6",
#if defined HF_SANITIZERS || defined HF_COVERAGE
        "libgcc_s.so.1",
        "libasan.so.",
        "libubsan.so.",
        "libclang_rt.asan-",
        "libgcov.so.",
#endif
        "ld-linux"
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (string_is(f, t, name, known[i], !strstr(known[i], ".so.6")))
            return true;
    return false;
}

struct reasons {
    void (*say)(void *ctx, const char *reason);
    void *ctx;
    size_t n;
};

static void reason(struct reasons *r, const struct err *e)
{
    r->n++;
    r->say(r->ctx, e->text);
}

static void libraries(const struct file *f, const Elf64_Phdr *dynamic,
                      const struct tables *t, struct reasons *r)
{
    struct err e;
    Elf64_Dyn d;
    for (size_t i = 0; entry(f, dynamic, i, &d); i++) {
        if (d.d_tag != DT_NEEDED || known_library(f, t, d.d_un.d_val))
            continue;
        size_t room = d.d_un.d_val < t->strings_len ? t->strings_len - d.d_un.d_val : 0;
        const char *name = room ? (const char *)f->data + t->strings + d.d_un.d_val : "";
        err_set(&e, ERR_DATA, "it needs the library %.*s: only libc and libm are",
                (int)strnlen(name, room < 128 ? room : 128), name);
        reason(r, &e);
    }
}

size_t elf_judge(const void *data, size_t len, const char *symbol,
                 void (*say)(void *ctx, const char *reason), void *ctx)
{
    struct file f = {data, len};
    struct reasons r = {say, ctx, 0};
    struct err e = {0};
    Elf64_Ehdr h;
    Elf64_Phdr dynamic;
    struct tables t;
    int rc = header(&f, &h, &e);
    if (!rc)
        rc = segments(&f, &h, &dynamic, &e);
    if (!rc && read_tables(&f, &h, &dynamic, &t))
        rc = err_set(&e, ERR_DATA, "its tables are damaged");
    if (rc) {
        reason(&r, &e);
        return r.n;
    }
    if (t.path) {
        err_set(&e, ERR_DATA, "it has an RPATH or RUNPATH: link it without -rpath");
        reason(&r, &e);
    }
    libraries(&f, &dynamic, &t, &r);
    if (!defines(&f, &t, symbol)) {
        err_set(&e, ERR_DATA, "it does not export %s: end the file with HF_PLUGIN(…)",
                symbol);
        reason(&r, &e);
    }
    return r.n;
}

static void keep_first(void *ctx, const char *reason)
{
    struct err *e = ctx;
    if (!e->code)
        err_set(e, ERR_DATA, "%s", reason);
}

int elf_check(const void *data, size_t len, const char *symbol, struct err *e)
{
    struct err first = {0};
    return elf_judge(data, len, symbol, keep_first, &first)
               ? err_set(e, ERR_DATA, "%s", first.text)
               : 0;
}
