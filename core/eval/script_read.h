/* One call of check{…} while it is read, for the files script_read*.c alone. */
#ifndef HF_EVAL_SCRIPT_READ_H
#define HF_EVAL_SCRIPT_READ_H

#include "eval/script_int.h"

/* The table is argument 1 of the call. */
struct reading {
    lua_State *L;
    struct script *s;
    struct script_entry *entry;
    struct check_info *c; /* of the entry */
    /* Entry i of a list as read is entry source[field][i] of the table. */
    unsigned char source[CHECK_FIELDS][CHECK_LIST_MAX + 1];
};

/* Where in the table: a field (CHECK_FIELDS: the table itself), and in it the entry
 * without key `nth` (from 1), or the one with a key. */
struct spot {
    enum check_field field;
    size_t nth;
    const char *key;
};

/* Adds a defect there, or as near as the text tells. Never raises. */
void read_say(struct reading *r, enum defect_rule rule, struct spot at, const char *fmt,
              ...) __attribute__((format(printf, 4, 5)));

/* Says it of a field that is not judged any further. */
#define READ_BAD(r, rule, f, ...)                                                        \
    ((r)->entry->bad |= 1u << (f),                                                       \
     read_say(r, rule, (struct spot){.field = f}, __VA_ARGS__))

/* Pushes a member of the table at `table`; its type. */
int read_raw(lua_State *L, int table, const char *name);

/* Pushes the table of a field and returns its place on the stack; 0, and nothing is
 * pushed, when it is absent or no table. */
int read_table_field(struct reading *r, enum check_field f, const char *wanted);
/* Pushes entry i of a list; false, and nothing is pushed, behind the last. */
bool read_next_entry(struct reading *r, enum check_field f, int list, lua_Integer i);
/* Says what a table of an entry holds beside the members of these names. */
void read_members(struct reading *r, int table, const char *const *names, size_t n,
                  struct spot at);

/* Fields that hold lists and tables, into the check. */
void read_list(struct reading *r, enum check_field f, struct strs *out);
void read_needs(struct reading *r);
void read_only(struct reading *r);
void read_settings(struct reading *r);

#endif
