/* JSON as Lua values and back.
 *
 * An object becomes a table without the members that are null; an array becomes a table
 * with the metatable of holdfast.array, so that an empty one stays an array, and null in
 * it is holdfast.null, so that the others keep their places. Integers of 64 bits stay
 * integers, other numbers are floats; larger integers were refused when the text was
 * read. */
#ifndef HF_LUA_VALUE_H
#define HF_LUA_VALUE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct doc;
struct lua_State;

/* A document as userdata on the stack, freed with it; *out is its own. Raises what is
 * wrong, after `where` (a name for the line). */
void value_parse(struct lua_State *L, const char *text, size_t len, const char *where,
                 const struct doc **out);

/* Frees the document at `at` at once, and takes it off the stack: the collector of Lua
 * does not see how large it is. */
void value_drop(struct lua_State *L, int at);

/* A buffer as userdata on the stack, freed with it. */
struct buf *value_buf(struct lua_State *L, size_t max);

/* Pushes what is at `pointer` of a document; nil for what is absent or null. */
void value_push(struct lua_State *L, const struct doc *d, const char *pointer);

/* Appends the value at `at` as JSON. Raises for what JSON has no word for, and for a
 * number that is not finite. */
void value_print(struct lua_State *L, int at, struct buf *out);

/* Gives the table on top the metatable of arrays. */
void value_mark_array(struct lua_State *L);

/* Adds array, is_array and null to the table on top. */
void value_offer(struct lua_State *L);

#endif
