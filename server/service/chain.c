/* Hashes of chain entries. Every part is preceded by its length in bytes as decimal digits and a
 * colon, so that no two different entries have the same bytes. */
#include "chain.h"

#include "sha256.h"

#include <string.h>

static void add_text(struct th_sha256 *sha, struct th_str text)
{
    char digits[24];
    struct th_buf size;
    th_buf_init(&size, digits, sizeof digits);
    th_buf_u64(&size, text.len);
    th_buf_char(&size, ':');
    th_sha256_add(sha, th_buf_view(&size));
    th_sha256_add(sha, text);
}

static void add_number(struct th_sha256 *sha, int64_t number)
{
    char digits[24];
    struct th_buf text;
    th_buf_init(&text, digits, sizeof digits);
    th_buf_i64(&text, number);
    add_text(sha, th_buf_view(&text));
}

static void end(struct th_sha256 *sha, char out[65])
{
    unsigned char bytes[32];
    th_sha256_end(sha, bytes);
    th_hex(bytes, sizeof bytes, out);
    out[64] = '\0';
}

void chain_detail(const struct revision_row *covered, char out[65])
{
    const struct filing_view *view = covered->view;
    struct th_str none = { "", 0 };
    struct th_sha256 sha;
    th_sha256_init(&sha);
    add_text(&sha, TH_STR("tanheng revision 1"));
    add_text(&sha, view->site);
    add_text(&sha, view->form);
    add_number(&sha, view->form_version);
    add_number(&sha, view->period.start);
    add_number(&sha, view->period.end);
    add_number(&sha, covered->content_revision);
    add_text(&sha, view->reason);
    add_text(&sha, view->net_tco2);
    add_text(&sha, view->tce);
    add_text(&sha, view->receipt.pack);
    add_text(&sha, th_str_of(view->receipt.pack_sha256));
    add_number(&sha, view->receipt.rules);
    add_text(&sha, th_str_of(view->receipt.code));
    add_text(&sha, view->is_withdrawn ? none : covered->readings);
    add_text(&sha, view->is_withdrawn ? none : view->issues);
    add_number(&sha, (int64_t)covered->context_seq);
    add_number(&sha, covered->context_day);
    end(&sha, out);
}

void chain_hash(const struct chain_row *entry, char out[65])
{
    struct th_sha256 sha;
    th_sha256_init(&sha);
    add_text(&sha, TH_STR("tanheng chain 1"));
    add_text(&sha, th_str_of(entry->prev));
    add_text(&sha, entry->enterprise);
    add_number(&sha, (int64_t)entry->seq);
    add_text(&sha, entry->kind);
    add_text(&sha, entry->filing);
    add_number(&sha, entry->revision);
    add_text(&sha, entry->author_id);
    add_number(&sha, entry->at_s);
    add_text(&sha, th_str_of(entry->input));
    add_text(&sha, th_str_of(entry->result));
    add_text(&sha, th_str_of(entry->detail));
    end(&sha, out);
}

void chain_seal(struct chain_row *entry, const struct revision_row *covered)
{
    memcpy(entry->input, covered->view->receipt.input, sizeof entry->input);
    memcpy(entry->result, covered->view->receipt.result, sizeof entry->result);
    chain_detail(covered, entry->detail);
    chain_hash(entry, entry->hash);
}
