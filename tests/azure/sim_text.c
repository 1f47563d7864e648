#include "sim_text.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void *sim_text_check(void *memory)
{
    if (!memory) {
        fputs("azure-sim: out of memory\n", stderr);
        abort();
    }
    return memory;
}

void *sim_text_alloc(size_t size) { return sim_text_check(calloc(1, size ? size : 1)); }

void *sim_text_grow(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return sim_text_check(NULL);
    return sim_text_check(realloc(old, count && size ? count * size : 1));
}

char *sim_text_copy(const char *text, size_t len)
{
    char *copy = sim_text_alloc(len + 1);

    memcpy(copy, text, len);
    return copy;
}

/* ids are ASCII; the locale has no say */
char *sim_text_lower(const char *text)
{
    char *copy = sim_text_copy(text, strlen(text));

    for (char *c = copy; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    return copy;
}

char *sim_text_print(const char *format, ...)
{
    va_list args;
    char *text = NULL;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    return sim_text_check(text);
}

static int sim_text_hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char *sim_text_decode(const char *text, size_t len, bool plus)
{
    char *out = sim_text_alloc(len + 1);
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        int high = text[i] == '%' && i + 2 < len ? sim_text_hex(text[i + 1]) : -1;
        int low = high >= 0 ? sim_text_hex(text[i + 2]) : -1;

        if (low >= 0 && (high || low)) {
            out[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[n++] = plus && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

char *sim_text_param(const char *query, const char *name)
{
    while (query && *query) {
        size_t len = strcspn(query, "&");
        size_t key_len = strcspn(query, "=&");
        char *key = sim_text_decode(query, key_len, true);
        bool found = strcasecmp(key, name) == 0;

        free(key);
        if (found && key_len < len)
            return sim_text_decode(query + key_len + 1, len - key_len - 1, true);
        if (found)
            return sim_text_copy("", 0);
        query += len;
        query += *query == '&';
    }
    return NULL;
}

bool sim_text_covers(const char *scope, const char *id)
{
    size_t len = strlen(scope);

    if (strcmp(scope, "/") == 0 || len == 0)
        return true;
    return strncmp(scope, id, len) == 0 && (id[len] == '/' || id[len] == '\0');
}

bool sim_text_same(const char *a, const char *b)
{
    return a && b && strcasecmp(a, b) == 0;
}

void sim_text_guid(char out[SIM_TEXT_GUID])
{
    unsigned char r[16];

    if (RAND_bytes(r, sizeof r) != 1)
        sim_text_check(NULL);
    r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
    r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
    snprintf(out, SIM_TEXT_GUID,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", r[0],
             r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12],
             r[13], r[14], r[15]);
}

char *sim_text_base64url(const void *data, size_t len)
{
    unsigned char *out = sim_text_alloc(len / 3 * 4 + 5);
    char *text;
    int n = EVP_EncodeBlock(out, data, (int)len);

    while (n > 0 && out[n - 1] == '=')
        n--;
    for (int i = 0; i < n; i++)
        out[i] = out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i];
    text = sim_text_print("%.*s", n, (const char *)out);
    free(out);
    return text;
}

unsigned char *sim_text_unbase64url(const char *text, size_t len, size_t *out_len)
{
    size_t padded = (len + 3) / 4 * 4;
    char *plain = sim_text_alloc(padded + 1);
    unsigned char *out = sim_text_alloc(padded + 1);
    int n;

    for (size_t i = 0; i < padded; i++) {
        char c = i < len ? text[i] : '=';

        /* the padded form is no form of these */
        plain[i] = c == '-'                      ? '+'
                   : c == '_'                    ? '/'
                   : i < len && strchr("+/=", c) ? '!'
                                                 : c;
    }
    n = len % 4 == 1 ? -1 : EVP_DecodeBlock(out, (unsigned char *)plain, (int)padded);
    free(plain);
    if (n < 0) {
        free(out);
        return NULL;
    }
    *out_len = (size_t)n - (padded - len);
    out[*out_len] = '\0';
    return out;
}

bool sim_text_write(const char *file, const char *text)
{
    FILE *out = fopen(file, "we");
    bool good = out && fputs(text, out) >= 0;

    return out && fclose(out) == 0 && good;
}
