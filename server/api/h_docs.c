/* The API's own documents. */
#include "docs_files.h"
#include "handlers.h"

static void may_be_cached(struct call *call, const char *tag)
{
    call->answer.cache_control = TH_STR("no-cache");
    call->answer.etag = th_str_of(tag);
}

enum th_status get_openapi(struct call *call, const struct api_none *in,
                           struct api_openapi_document *out)
{
    (void)in;
    out->text = call->texts->openapi;
    may_be_cached(call, call->texts->openapi_tag);
    return TH_OK;
}

enum th_status get_docs(struct call *call, const struct api_none *in, struct api_html_page *out)
{
    (void)in;
    out->text = call->texts->page;
    may_be_cached(call, call->texts->page_tag);
    return TH_OK;
}

enum th_status get_docs_style(struct call *call, const struct api_none *in,
                              struct api_css_file *out)
{
    (void)in;
    out->text = docs_css;
    call->answer.cache_control = TH_STR("no-cache");
    return TH_OK;
}

enum th_status get_docs_script(struct call *call, const struct api_none *in,
                               struct api_js_file *out)
{
    (void)in;
    out->text = docs_js;
    call->answer.cache_control = TH_STR("no-cache");
    return TH_OK;
}
