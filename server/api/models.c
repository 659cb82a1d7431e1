/* The tables behind models.h. */
#include "models.h"

#include "expo.h"

TH_ENUM_DEFINE(api_severity, API_SEVERITY)
TH_ENUM_DEFINE(api_state, API_STATE)
TH_ENUM_DEFINE(api_place, API_PLACE)
TH_ENUM_DEFINE(api_label, API_LABEL)
TH_ENUM_DEFINE(api_outcome, API_OUTCOME)
TH_ENUM_DEFINE(api_verdict_state, API_VERDICT_STATE)
TH_ENUM_DEFINE(api_id_type, API_ID_TYPE)
TH_ENUM_DEFINE(api_application_kind, API_APPLICATION_KIND)
TH_ENUM_DEFINE(api_application_state, API_APPLICATION_STATE)
TH_ENUM_DEFINE(api_due, API_DUE)
TH_ENUM_DEFINE(api_copy, API_COPY)
TH_ENUM_DEFINE(api_decision, API_DECISION_KIND)
TH_ENUM_DEFINE(api_person_state, API_PERSON_STATE)
TH_ENUM_DEFINE(api_consent_state, API_CONSENT_STATE)
TH_ENUM_DEFINE(api_shared_since, API_SHARED_SINCE)
TH_ENUM_DEFINE(api_enterprise_state, API_ENTERPRISE_STATE)
TH_ENUM_DEFINE(api_account_state, API_ACCOUNT_STATE)
TH_ENUM_DEFINE(api_language, API_LANGUAGE)
TH_ENUM_DEFINE(api_disclosure_state, API_DISCLOSURE_STATE)
TH_ENUM_DEFINE(api_disclosure_decision, API_DISCLOSURE_DECISIONS)

static const struct th_enum_value roles[] = {
#define ROLE(name, id, scope, standing, zh, en, modules, permissions)                              \
    { { (id), sizeof(id) - 1 }, (zh), (en) },
#include "roles.def"
#undef ROLE
};
const struct th_enum th_enum_api_role = { "role", roles, sizeof roles / sizeof roles[0] };

#define MODEL(name, LIST) TH_MODEL_DEFINE(name, LIST)
API_MODELS(MODEL)
#undef MODEL

#define VERBATIM(name)                                                                             \
    const struct th_model name##_model = { #name, sizeof(struct name), 0, NULL, false };
API_VERBATIM(VERBATIM)
#undef VERBATIM

bool api_is_verbatim(const struct th_model *model)
{
    return model->fields == NULL;
}

struct th_str api_media_type(const struct th_model *model)
{
    static const struct {
        const struct th_model *model;
        const char *type;
    } types[] = {
        { &api_html_page_model, "text/html; charset=utf-8" },
        { &api_css_file_model, "text/css; charset=utf-8" },
        { &api_js_file_model, "text/javascript; charset=utf-8" },
        { &api_file_form_model, "multipart/form-data" },
        { &api_pdf_file_model, "application/pdf" },
        { &api_file_bytes_model, "application/octet-stream" },
        { &api_checkpoint_text_model, "text/plain; charset=utf-8" },
        { &api_pack_file_model, "text/csv; charset=utf-8" },
        { &api_csv_file_model, "text/csv; charset=utf-8" },
        { &api_csv_text_model, "text/csv" },
    };
    if (model == &api_none_model || model == &api_no_content_model)
        return (struct th_str){ NULL, 0 };
    if (model == &api_metrics_text_model)
        return EXPO_MEDIA_TYPE;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].model == model)
            return th_str_of(types[i].type);
    return TH_STR("application/json");
}
