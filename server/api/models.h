/* The API's models as structs and descriptor tables (models.def expanded), and the bodies that are
 * no model: verbatim text. */
#pragma once
#include "filing.h"
#include "models.def"
#include "models_bank.def"
#include "models_disclosure.def"
#include "models_office.def"
#include "models_verdict.def"
#include "role.h"

#include <string.h>

TH_ENUM_DECLARE(api_severity, API_SEVERITY)
TH_ENUM_DECLARE(api_state, API_STATE)
TH_ENUM_DECLARE(api_place, API_PLACE)
TH_ENUM_DECLARE(api_label, API_LABEL)
TH_ENUM_DECLARE(api_outcome, API_OUTCOME)
TH_ENUM_DECLARE(api_verdict_state, API_VERDICT_STATE)
TH_ENUM_DECLARE(api_id_type, API_ID_TYPE)
TH_ENUM_DECLARE(api_application_kind, API_APPLICATION_KIND)
TH_ENUM_DECLARE(api_application_state, API_APPLICATION_STATE)
TH_ENUM_DECLARE(api_due, API_DUE)
TH_ENUM_DECLARE(api_copy, API_COPY)
TH_ENUM_DECLARE(api_decision, API_DECISION_KIND)
TH_ENUM_DECLARE(api_person_state, API_PERSON_STATE)
TH_ENUM_DECLARE(api_consent_state, API_CONSENT_STATE)
TH_ENUM_DECLARE(api_shared_since, API_SHARED_SINCE)
TH_ENUM_DECLARE(api_enterprise_state, API_ENTERPRISE_STATE)
TH_ENUM_DECLARE(api_account_state, API_ACCOUNT_STATE)
TH_ENUM_DECLARE(api_language, API_LANGUAGE)
TH_ENUM_DECLARE(api_disclosure_state, API_DISCLOSURE_STATE)
TH_ENUM_DECLARE(api_disclosure_decision, API_DISCLOSURE_DECISIONS)
extern const struct th_enum th_enum_api_role; /* role.h's table, in its order */

#define MODEL(name, LIST) TH_MODEL_DECLARE(name, LIST)
API_MODELS(MODEL)
#undef MODEL

/* Bodies without members of ours. Requests: the bytes as they came. Answers: the bytes to send. */
#define API_VERBATIM(V)                                                                            \
    V(api_none)             /* no body, no query */                                                \
    V(api_no_content)       /* 204 */                                                              \
    V(api_envelope_text)    /* core's envelope, parsed by the core */                              \
    V(api_filing_text)      /* filing members + receipt, parsed by the core */                     \
    V(api_csv_file)         /* a list as a table */                                                \
    V(api_csv_text)         /* text/csv */                                                         \
    V(api_openapi_document) /* JSON */                                                             \
    V(api_html_page)                                                                               \
    V(api_css_file)                                                                                \
    V(api_js_file)                                                                                 \
    V(api_pack_file)                                                                               \
    V(api_file_form) /* multipart/form-data with one file */                                       \
    V(api_pdf_file)                                                                                \
    V(api_file_bytes)                                                                              \
    V(api_metrics_text)                                                                            \
    V(api_checkpoint_text)

#define VERBATIM(name)                                                                             \
    struct name {                                                                                  \
        struct th_str text;                                                                        \
    };                                                                                             \
    extern const struct th_model name##_model;
API_VERBATIM(VERBATIM)
#undef VERBATIM

/** True when `model` is one of API_VERBATIM: its struct is one th_str. */
bool api_is_verbatim(const struct th_model *model);
/** Media type of a body of this model; ptr NULL = no body. */
struct th_str api_media_type(const struct th_model *model);

/** Defines take_over(from, out): the members of `part`, whose LIST the model `whole` begins with or
 * contains, are copied into it. */
#define API_TAKE_OVER(LIST, part, whole)                                                           \
    static void take_over(const struct part *from, struct whole *out)                              \
    {                                                                                              \
        LIST(API_TAKE_ONE, )                                                                       \
    }
#define API_TAKE_ONE(T, KIND, name, flags, lo, hi, ref, zh, en)                                    \
    out->has.name = from->has.name;                                                                \
    memcpy(&out->name, &from->name, sizeof out->name);
