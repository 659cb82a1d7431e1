/* Hashes of chain entries, over framed parts (framed.h). */
#include "chain.h"

#include "framed.h"

#include <string.h>

void chain_detail(const struct revision_row *covered, char out[65])
{
    const struct filing_view *view = covered->view;
    struct th_str none = { "", 0 };
    struct th_sha256 sha;
    th_sha256_init(&sha);
    framed_text(&sha, TH_STR("tanheng revision 1"));
    framed_text(&sha, view->site);
    framed_text(&sha, view->form);
    framed_number(&sha, view->form_version);
    framed_number(&sha, view->period.start);
    framed_number(&sha, view->period.end);
    framed_number(&sha, covered->content_revision);
    framed_text(&sha, view->reason);
    framed_text(&sha, view->net_tco2);
    framed_text(&sha, view->tce);
    framed_text(&sha, view->receipt.pack);
    framed_text(&sha, th_str_of(view->receipt.pack_sha256));
    framed_number(&sha, view->receipt.rules);
    framed_text(&sha, th_str_of(view->receipt.code));
    framed_text(&sha, view->is_withdrawn ? none : covered->readings);
    framed_text(&sha, view->is_withdrawn ? none : view->issues);
    framed_number(&sha, (int64_t)covered->context_seq);
    framed_number(&sha, covered->context_day);
    framed_end(&sha, out);
}

void chain_hash(const struct chain_row *entry, char out[65])
{
    struct th_sha256 sha;
    th_sha256_init(&sha);
    framed_text(&sha, TH_STR("tanheng chain 1"));
    framed_text(&sha, th_str_of(entry->prev));
    framed_text(&sha, entry->enterprise);
    framed_number(&sha, (int64_t)entry->seq);
    framed_text(&sha, entry->kind);
    framed_text(&sha, entry->filing);
    framed_number(&sha, entry->revision);
    framed_text(&sha, entry->author_id);
    framed_number(&sha, entry->at_s);
    framed_text(&sha, th_str_of(entry->input));
    framed_text(&sha, th_str_of(entry->result));
    framed_text(&sha, th_str_of(entry->detail));
    framed_end(&sha, out);
}

void chain_seal(struct chain_row *entry, const struct revision_row *covered)
{
    memcpy(entry->input, covered->view->receipt.input, sizeof entry->input);
    memcpy(entry->result, covered->view->receipt.result, sizeof entry->result);
    chain_detail(covered, entry->detail);
    chain_hash(entry, entry->hash);
}
