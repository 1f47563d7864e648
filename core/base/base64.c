#include "base/base64.h"

#include "base/buf.h"

#include <stdint.h>
#include <string.h>

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *out, const void *data, size_t len)
{
    const unsigned char *p = data;
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t word = (uint32_t)p[i] << 16;
        word |= left > 1 ? (uint32_t)p[i + 1] << 8 : 0;
        word |= left > 2 ? p[i + 2] : 0;
        buf_char(out, digits[word >> 18]);
        buf_char(out, digits[word >> 12 & 63]);
        buf_char(out, left > 1 ? digits[word >> 6 & 63] : '=');
        buf_char(out, left > 2 ? digits[word & 63] : '=');
    }
}

/* Value of a digit; 64 for what is none. */
static uint32_t value(char c)
{
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (uint32_t)(at - digits) : 64;
}

bool base64_decode(const char *text, size_t len, unsigned char *out, size_t size)
{
    if (len % 4 || len / 4 != (size + 2) / 3)
        return false;
    for (size_t i = 0, done = 0; i < len; i += 4) {
        size_t bytes = size - done < 3 ? size - done : 3;
        uint32_t word = 0;
        for (size_t k = 0; k < 4; k++) {
            bool padding = k > bytes;
            uint32_t v = padding ? 0 : value(text[i + k]);
            if (v == 64 || (padding && text[i + k] != '='))
                return false;
            word = word << 6 | v;
        }
        if (bytes < 3 && word & (bytes == 1 ? 0xffffu : 0xffu))
            return false;
        for (size_t k = 0; k < bytes; k++)
            out[done++] = (unsigned char)(word >> (16 - 8 * k));
    }
    return true;
}

void base64_url_encode(struct buf *out, const void *data, size_t len)
{
    size_t from = out->len;
    base64_encode(out, data, len);
    if (out->full)
        return;
    while (out->len > from && out->data[out->len - 1] == '=')
        out->data[--out->len] = '\0';
    for (char *p = out->data + from; len && *p; p++)
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
}

bool base64_url_decode(const char *text, size_t len, struct buf *out)
{
    uint32_t word = 0;
    unsigned have = 0;
    while (len && text[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++) {
        uint32_t v = text[i] == '-' ? 62 : text[i] == '_' ? 63 : value(text[i]);
        if (v == 64)
            return false;
        word = (word << 6 | v) & 0xffffu;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf_char(out, (char)(unsigned char)(word >> have));
        }
    }
    return have < 6 && !out->full;
}
