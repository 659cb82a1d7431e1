/* Check digits and shapes of identifying numbers. Weights from GB 32100-2015, GB 11714-1997 and GB
 * 11643-1999 (ISO 7064 MOD 11-2). */
#include "ids.h"

#include "utf8.h"

#include <string.h>

#define LONG 18 /* both codes */

/* ---- the normal form ---- */

/* The narrow form of one point; 0 when it is dropped, '?' for what stands in no number. */
static char narrow(uint32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFF01 - 0x21;
    if (point == '-' || th_utf8_is_blank(point))
        return 0;
    if (point >= 'a' && point <= 'z')
        point -= 'a' - 'A';
    return point > 0x20 && point < 0x7F ? (char)point : '?';
}

/* The length of the normal form, also where it is cut. */
static size_t normalise(struct th_str text, struct th_id *out)
{
    size_t len = 0;
    *out = (struct th_id){ .problem = TH_MSG_NONE };
    while (text.len > 0) {
        uint32_t point = 0;
        size_t bytes = th_utf8_next(text, &point);
        char c = bytes > 0 ? narrow(point) : '?';
        bytes = bytes > 0 ? bytes : 1;
        text = (struct th_str){ text.ptr + bytes, text.len - bytes };
        if (c && len < TH_ID_CAP - 1)
            out->text[len] = c;
        len += c != 0;
    }
    return len;
}

static bool refuse(struct th_id *out, enum th_message problem)
{
    out->problem = problem;
    return false;
}

static int place_in(const char *alphabet, char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

static bool are_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static int weighted(const char *alphabet, const char *text, const unsigned char *weights, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += place_in(alphabet, text[i]) * weights[i];
    return sum;
}

/* ---- 统一社会信用代码 ---- */

static const char uscc_letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static bool is_uscc_text(const char *text)
{
    for (int i = 0; i < LONG; i++)
        if (place_in(uscc_letters, text[i]) < 0)
            return false;
    return are_digits(text + 2, 6);
}

static bool uscc_digit_fits(const char *text)
{
    static const unsigned char weights[] = { 1,  3,  9,  27, 19, 26, 16, 17, 20,
                                             29, 25, 13, 8,  24, 10, 30, 28 };
    int sum = weighted(uscc_letters, text, weights, LONG - 1);
    return place_in(uscc_letters, text[LONG - 1]) == (31 - sum % 31) % 31;
}

/* Positions 9 to 17 are the older organisation code with a check digit of its own (GB 11714). */
static bool organisation_digit_fits(const char *code)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const unsigned char weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    int rest = 11 - weighted(letters, code, weights, 8) % 11;
    return code[8] == "0123456789X0"[rest];
}

bool th_uscc_check(struct th_str text, struct th_id *out)
{
    if (normalise(text, out) != LONG)
        return refuse(out, TH_MSG_USCC_LENGTH);
    if (!is_uscc_text(out->text))
        return refuse(out, TH_MSG_USCC_CHARSET);
    bool is_organisation = organisation_digit_fits(out->text + 8);
    if (!uscc_digit_fits(out->text)) {
        if (!is_organisation || out->text[8] != 'M')
            return refuse(out, TH_MSG_USCC_CHECKSUM);
        out->problem = TH_MSG_USCC_LEGACY;
    } else if (!is_organisation || !are_digits(out->text, 2)) {
        out->problem = TH_MSG_USCC_UNUSUAL;
    }
    return true;
}

/* ---- 居民身份证 ---- */

static bool resident_digit_fits(const char *text)
{
    static const unsigned char weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = weighted("0123456789", text, weights, LONG - 1);
    return text[LONG - 1] == "10X98765432"[sum % 11];
}

static bool read_birth(const char *digits, th_day *out)
{
    char date[] = "YYYY-MM-DD";
    memcpy(date, digits, 4);
    memcpy(date + 5, digits + 4, 2);
    memcpy(date + 8, digits + 6, 2);
    return th_day_parse(th_str_of(date), out);
}

bool th_resident_id_check(struct th_str text, th_day today, struct th_id *out)
{
    th_day birth;
    if (normalise(text, out) != LONG)
        return refuse(out, TH_MSG_ID_LENGTH);
    if (!are_digits(out->text, LONG - 1) || out->text[0] == '0' ||
        place_in("0123456789X", out->text[LONG - 1]) < 0)
        return refuse(out, TH_MSG_ID_CHARSET);
    if (!resident_digit_fits(out->text))
        return refuse(out, TH_MSG_ID_CHECKSUM);
    if (!read_birth(out->text + 6, &birth) || (today != 0 && birth > today))
        return refuse(out, TH_MSG_ID_DATE);
    out->birth = birth;
    out->is_male = (out->text[16] - '0') % 2 == 1;
    return true;
}

/* ---- other documents ---- */

bool th_document_check(struct th_str text, struct th_id *out)
{
    size_t len = normalise(text, out);
    if (len < 5 || len > 17)
        return refuse(out, TH_MSG_DOCUMENT_FORM);
    for (size_t i = 0; i < len; i++)
        if (place_in("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", out->text[i]) < 0)
            return refuse(out, TH_MSG_DOCUMENT_FORM);
    return true;
}

/* ---- 手机号 ---- */

bool th_mobile_check(struct th_str text, struct th_id *out)
{
    size_t len = normalise(text, out);
    size_t prefix = strncmp(out->text, "+86", 3) == 0    ? 3
                    : strncmp(out->text, "0086", 4) == 0 ? 4
                                                         : 0;
    if (len != prefix + 11 || !are_digits(out->text + prefix, 11) || out->text[prefix] != '1' ||
        out->text[prefix + 1] < '3')
        return refuse(out, TH_MSG_MOBILE_FORM);
    memmove(out->text, out->text + prefix, 12);
    return true;
}

/* ---- telephone, mail ---- */

static bool is_number(struct th_str text, size_t least, size_t most)
{
    return text.len >= least && text.len <= most && are_digits(text.ptr, text.len);
}

/* 020-12345678-123, with or without the first hyphen and the extension. */
static bool is_landline(struct th_str text)
{
    struct th_str rest = text, head = th_str_cut(&rest, '-');
    if (head.len == 0 || head.ptr[0] != '0' || text.ptr[text.len - 1] == '-')
        return false;
    if (is_number(head, 3, 4)) {
        if (!is_number(th_str_cut(&rest, '-'), 7, 8))
            return false;
    } else if (!is_number(head, 10, 12)) {
        return false;
    }
    return rest.len == 0 || is_number(rest, 1, 6);
}

static bool is_foreign_number(struct th_str text)
{
    return text.len > 1 && text.ptr[0] == '+' && text.ptr[1] != '0' &&
           is_number((struct th_str){ text.ptr + 1, text.len - 1 }, 7, 15);
}

bool th_phone_fits(struct th_str text)
{
    struct th_id id;
    return th_mobile_check(text, &id) || is_landline(text) || is_foreign_number(text);
}

bool th_email_fits(struct th_str text)
{
    struct th_str domain = text, name = th_str_cut(&domain, '@');
    for (size_t i = 0; i < domain.len; i++)
        if (domain.ptr[i] == '@')
            return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ' ')
            return false;
    return name.len > 0 && domain.len > 0;
}
