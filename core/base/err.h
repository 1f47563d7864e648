/* What went wrong, for the one who can say it: a code that is also the program's exit
 * code, and one line that says what, where and what to do. Lives with the caller;
 * nothing is printed and nothing is global. */
#ifndef HF_BASE_ERR_H
#define HF_BASE_ERR_H

/* Exit codes of the programs (sysexits where they are errors, bits where results). */
enum err_code {
    ERR_FINDINGS = 1,   /* bit: findings at the gate */
    ERR_INCOMPLETE = 2, /* bit: something in scope was not read or did not work */
    ERR_USAGE = 64,
    ERR_DATA = 65,    /* a file named by the user cannot be used */
    ERR_NOINPUT = 66, /* it is not there */
    ERR_UNAVAILABLE = 69,
    ERR_INTERNAL = 70,
    ERR_CREATE = 73,
    ERR_IO = 74,
    ERR_AGAIN = 75,
    ERR_ACCESS = 77, /* not signed in, or no access at all */
    ERR_CONFIG = 78  /* configuration, or a cage that cannot be entered */
};

struct err {
    int code;
    char text[1024];
};

/* Fills `e` (NULL: ignored) and returns -code. Control characters of arguments are shown
 * escaped, so that a line stays a line. */
int err_set(struct err *e, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "where: " before what is there. Returns -code. */
int err_at(struct err *e, const char *where);

#endif
