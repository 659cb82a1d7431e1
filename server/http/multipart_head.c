/* The head of a part, and the boundary in the Content-Type: small strict readers of lines. */
#include "header_text.h"
#include "multipart.h"

#include <string.h>

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_token_char(char c)
{
    return is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~");
}

/* ---- boundary ---- */

static bool is_boundary(struct th_str text, bool is_quoted)
{
    const char *marks = is_quoted ? "'()+_,-./:=? " : "'+_-.";

    if (text.len == 0 || text.len > MULTIPART_BOUNDARY_MAX || text.ptr[text.len - 1] == ' ') {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_alnum(text.ptr[i]) && !is_one_of(text.ptr[i], marks)) {
            return false;
        }
    }
    return true;
}

bool multipart_boundary(struct th_str content_type, struct th_str *out)
{
    struct th_str rest = content_type;
    const struct th_str type = header_trim(th_str_cut(&rest, ';'));

    if (!header_equal_fold(type, TH_STR("multipart/form-data"))) {
        return false;
    }
    struct th_str value = header_trim(rest);
    const struct th_str name = th_str_cut(&value, '=');
    if (!header_equal_fold(name, TH_STR("boundary"))) {
        return false;
    }
    const bool is_quoted = value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"';
    if (is_quoted) {
        value = (struct th_str){ value.ptr + 1, value.len - 2 };
    }
    if (!is_boundary(value, is_quoted)) {
        return false;
    }
    *out = value;
    return true;
}

/* ---- Content-Disposition ---- */

static bool take_char(struct th_str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    rest->ptr++;
    rest->len--;
    return true;
}

static struct th_str take_token(struct th_str *rest)
{
    struct th_str token = { rest->ptr, 0 };
    while (token.len < rest->len && is_token_char(rest->ptr[token.len])) {
        token.len++;
    }
    rest->ptr += token.len;
    rest->len -= token.len;
    return token;
}

/* A backslash before the quote that ends the value could mean either; it is refused. */
static bool take_quoted(struct th_str *rest, struct th_str *out)
{
    if (!take_char(rest, '"')) {
        return false;
    }
    const char *end = memchr(rest->ptr, '"', rest->len);
    if (end == NULL) {
        return false;
    }
    *out = (struct th_str){ rest->ptr, (size_t)(end - rest->ptr) };
    rest->ptr += out->len + 1;
    rest->len -= out->len + 1;
    return out->len == 0 || out->ptr[out->len - 1] != '\\';
}

static bool put_parameter(struct th_str key, struct th_str value, struct multipart_part *part)
{
    if (header_equal_fold(key, TH_STR("name"))) {
        const bool is_new = part->name.ptr == NULL && value.len > 0;
        part->name = value;
        return is_new;
    }
    if (header_equal_fold(key, TH_STR("filename"))) {
        const bool is_new = !part->is_file;
        part->filename = value;
        part->is_file = true;
        return is_new;
    }
    return false;
}

static bool read_disposition(struct th_str value, struct multipart_part *part)
{
    if (part->name.ptr != NULL || !header_equal_fold(take_token(&value), TH_STR("form-data"))) {
        return false;
    }
    while (value.len > 0) {
        struct th_str text;
        if (!take_char(&value, ';')) {
            return false;
        }
        (void)take_char(&value, ' ');
        const struct th_str key = take_token(&value);
        if (!take_char(&value, '=') || !take_quoted(&value, &text) ||
            !put_parameter(key, text, part)) {
            return false;
        }
    }
    return part->name.ptr != NULL;
}

/* ---- lines ---- */

static bool read_type(struct th_str value, struct multipart_part *part)
{
    const struct th_str nested = TH_STR("multipart/");

    if (part->type.ptr != NULL || value.len == 0) {
        return false;
    }
    part->type = value;
    return value.len < nested.len ||
           !header_equal_fold((struct th_str){ value.ptr, nested.len }, nested);
}

/* Anything but the bytes as they are would have to be decoded. */
static bool is_plain_encoding(struct th_str value)
{
    return header_equal_fold(value, TH_STR("binary")) || header_equal_fold(value, TH_STR("8bit")) ||
           header_equal_fold(value, TH_STR("7bit"));
}

static bool has_controls(struct th_str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if ((unsigned char)line.ptr[i] < 0x20 || line.ptr[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

static bool read_line(struct th_str line, struct multipart_part *part)
{
    const struct th_str name = take_token(&line);

    if (name.len == 0 || !take_char(&line, ':') || has_controls(line)) {
        return false;
    }
    const struct th_str value = header_trim(line);
    if (header_equal_fold(name, TH_STR("Content-Disposition"))) {
        return read_disposition(value, part);
    }
    if (header_equal_fold(name, TH_STR("Content-Type"))) {
        return read_type(value, part);
    }
    if (header_equal_fold(name, TH_STR("Content-Transfer-Encoding"))) {
        return is_plain_encoding(value);
    }
    return true;
}

bool multipart_read_head(struct th_str head, struct multipart_part *out)
{
    *out = (struct multipart_part){ .is_file = false };
    while (head.len > 0) {
        const char *end = memchr(head.ptr, '\n', head.len);
        const size_t length = end != NULL ? (size_t)(end - head.ptr) : head.len;
        struct th_str line = { head.ptr, length };
        head.ptr += length + (end != NULL ? 1 : 0);
        head.len -= length + (end != NULL ? 1 : 0);
        if (end != NULL) {
            if (line.len == 0 || line.ptr[line.len - 1] != '\r') {
                return false;
            }
            line.len--;
        }
        if (!read_line(line, out)) {
            return false;
        }
    }
    return out->name.ptr != NULL;
}
