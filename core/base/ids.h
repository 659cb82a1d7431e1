/* Numbers that identify an enterprise or a person: shape, check digits, dates. Pure checks over
 * text; whether a number was ever issued is not known here. Numbers of people are secrets: callers
 * keep them out of logs. */
#pragma once
#include "date.h"
#include "messages.h"

#define TH_ID_CAP 24

/** What a check found. */
struct th_id {
    /** As it is stored and compared: blanks and hyphens dropped, full-width letters and digits made
     * narrow, upper case; cut when longer than any number of its kind. */
    char text[TH_ID_CAP];
    /** TH_MSG_NONE; a hint (valid, but to be looked at); or an error. */
    enum th_message problem;
    th_day birth; /* resident id without an error */
    bool is_male; /* resident id without an error */
};

/** 统一社会信用代码 GB 32100-2015, 18 characters. Errors USCC_LENGTH, USCC_CHARSET, USCC_CHECKSUM,
 * in this order; hints USCC_LEGACY (code of the pilot years, its own check digit is right) and
 * USCC_UNUSUAL. False when there is an error. */
bool th_uscc_check(struct th_str text, struct th_id *out);
/** 居民身份证 GB 11643-1999, 18 characters: ID_LENGTH, ID_CHARSET, ID_CHECKSUM, ID_DATE (a birth
 * date that does not exist, or after `today`; 0 = unknown). The area code is not judged: codes are
 * abolished, numbers stay. False when there is an error. */
bool th_resident_id_check(struct th_str text, th_day today, struct th_id *out);
/** 护照、通行证 and other documents: 5 to 17 letters and digits; only the shape is judged.
 * DOCUMENT_FORM. False when there is an error. */
bool th_document_check(struct th_str text, struct th_id *out);
/** 手机号 of the mainland: 11 digits, +86 or 0086 in front is dropped. MOBILE_FORM. */
bool th_mobile_check(struct th_str text, struct th_id *out);
/** A mobile number as above, a landline with area code (and extension), or a foreign number. */
bool th_phone_fits(struct th_str text);
/** Something on both sides of one @, no blank. */
bool th_email_fits(struct th_str text);
