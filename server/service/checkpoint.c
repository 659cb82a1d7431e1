/* Taking, reading and comparing checkpoints. */
#include "checkpoint.h"

#include "buf.h"
#include "store_acts.h"
#include "store_filings.h"

#include <stdlib.h>
#include <string.h>

#define LINE_CAP 176 /* of one head: id, blank, number, blank, hash */

/* ---- the tree ---- */

static size_t count_lines(struct th_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

/* Leaves of all lines; free() it. NULL: no memory. */
static struct merkle_hash *leaves_of(struct th_str heads, size_t *count)
{
    *count = count_lines(heads);
    struct merkle_hash *leaves = calloc(*count + 1, sizeof *leaves);
    for (size_t i = 0; leaves && i < *count; i++)
        leaves[i] = merkle_leaf(th_str_cut(&heads, '\n'));
    return leaves;
}

static bool root_of(struct th_str heads, char out[65])
{
    size_t count;
    struct merkle_hash *leaves = leaves_of(heads, &count);
    if (!leaves)
        return false;
    struct merkle_hash root = merkle_root(leaves, count);
    free(leaves);
    th_hex(root.bytes, sizeof root.bytes, out);
    out[64] = '\0';
    return true;
}

/* ---- taking ---- */

struct gathering {
    struct th_buf heads;
    uint64_t chains;
    bool is_short_of_memory;
};

static void add_head(void *self, const struct chain_row *head)
{
    struct gathering *all = self;
    struct th_buf *heads = &all->heads;
    if (heads->cap - heads->len < LINE_CAP) {
        size_t cap = heads->cap * 2 + 64 * LINE_CAP;
        char *larger = realloc(heads->ptr, cap);
        if (!larger) {
            all->is_short_of_memory = true;
            return;
        }
        heads->ptr = larger;
        heads->cap = cap;
    }
    if (!head->seq)
        return; /* nothing was filed there yet */
    th_buf_put(heads, head->enterprise);
    th_buf_char(heads, ' ');
    th_buf_u64(heads, head->seq);
    th_buf_char(heads, ' ');
    th_buf_put(heads, th_str_of(head->hash));
    th_buf_char(heads, '\n');
    all->chains++;
}

static enum th_status gather(struct store_db *db, void *data)
{
    struct gathering *all = data;
    struct act_row acts;
    enum th_status status = store_act_head(db, &acts);
    if (status)
        return status;
    struct chain_row first = { .enterprise = TH_STR("acts"), .seq = acts.seq };
    memcpy(first.hash, acts.hash, sizeof first.hash);
    add_head(all, &first);
    status = store_chain_heads(db, &(struct heads_walk){ add_head, all });
    if (status == TH_OK && (all->is_short_of_memory || all->heads.overflow))
        status = TH_NO_MEMORY;
    return status;
}

static void put_hex(struct th_buf *out, const char *name, const unsigned char *bytes, size_t count)
{
    char hex[2 * CHECKPOINT_SIGNATURE + 1];
    th_hex(bytes, count, hex);
    th_buf_put(out, th_str_of(name));
    th_buf_put(out, (struct th_str){ hex, 2 * count });
    th_buf_char(out, '\n');
}

static void put_signed_part(struct th_buf *out, const struct checkpoint *checkpoint)
{
    th_buf_put(out, TH_STR("tanheng checkpoint 1\ntime "));
    th_buf_i64(out, checkpoint->at_s);
    th_buf_put(out, TH_STR("\nchains "));
    th_buf_u64(out, checkpoint->chains);
    th_buf_put(out, TH_STR("\nroot "));
    th_buf_put(out, th_str_of(checkpoint->root));
    put_hex(out, "\nkey ", checkpoint->key, sizeof checkpoint->key);
}

static enum th_status compose(const struct gathering *all, const struct checkpoint_signer *signer,
                              struct checkpoint *out)
{
    struct th_buf text;
    size_t cap = all->heads.len + CHECKPOINT_HEAD_CAP;
    char *room = malloc(cap);
    th_buf_init(&text, room, room ? cap : 0);
    out->text.ptr = room;
    out->chains = all->chains;
    memcpy(out->key, signer->key, sizeof out->key);
    if (!room || !root_of(th_buf_view(&all->heads), out->root))
        return TH_NO_MEMORY;
    put_signed_part(&text, out);
    out->signed_part = th_buf_view(&text);
    signer->sign(signer->self, out->signed_part, out->signature);
    put_hex(&text, "signature ", out->signature, sizeof out->signature);
    out->heads = (struct th_str){ room + text.len, all->heads.len };
    th_buf_put(&text, th_buf_view(&all->heads));
    out->text = th_buf_view(&text);
    return text.overflow ? TH_NO_MEMORY : TH_OK;
}

enum th_status checkpoint_take(struct store *store, const struct checkpoint_signer *signer,
                               int64_t now_s, struct checkpoint *out)
{
    struct gathering all = { .chains = 0 };
    *out = (struct checkpoint){ .at_s = now_s };
    enum th_status status = store_read(store, gather, &all);
    if (status == TH_OK)
        status = compose(&all, signer, out);
    free(all.heads.ptr);
    return status;
}

void checkpoint_free(struct checkpoint *checkpoint)
{
    free((void *)(uintptr_t)checkpoint->text.ptr);
    *checkpoint = (struct checkpoint){ .at_s = 0 };
}

/* ---- reading ---- */

static bool take_line(struct th_str *rest, const char *name, struct th_str *value)
{
    struct th_str line = th_str_cut(rest, '\n'), start = th_str_of(name);
    if (!th_str_starts(line, start))
        return false;
    *value = (struct th_str){ line.ptr + start.len, line.len - start.len };
    return true;
}

static bool read_number(struct th_str text, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || i > 17)
            return false;
        *out = *out * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return text.len > 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool checkpoint_hex(struct th_str text, unsigned char *out, size_t count)
{
    if (text.len != 2 * count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int high = hex_digit(text.ptr[2 * i]), low = hex_digit(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static bool read_head(struct th_str line, struct checkpoint_fault *chain, struct th_str *hash)
{
    chain->chain = th_str_cut(&line, ' ');
    struct th_str seq = th_str_cut(&line, ' ');
    *hash = line;
    return chain->chain.len && read_number(seq, &chain->seq) && chain->seq && hash->len == 64;
}

static bool take_hex(struct th_str *rest, const char *name, unsigned char *out, size_t count)
{
    struct th_str value;
    return take_line(rest, name, &value) && checkpoint_hex(value, out, count);
}

static bool take_number(struct th_str *rest, const char *name, uint64_t *out)
{
    struct th_str value;
    return take_line(rest, name, &value) && read_number(value, out);
}

/* The lines before the heads; `rest` becomes the heads. */
static bool read_top(struct th_str *rest, struct checkpoint *out)
{
    struct th_str first;
    unsigned char root[32];
    uint64_t at_s = 0;
    if (!take_line(rest, "tanheng checkpoint 1", &first) || first.len ||
        !take_number(rest, "time ", &at_s) || !take_number(rest, "chains ", &out->chains) ||
        !take_hex(rest, "root ", root, sizeof root) ||
        !take_hex(rest, "key ", out->key, sizeof out->key))
        return false;
    out->at_s = (int64_t)at_s;
    th_hex(root, sizeof root, out->root);
    out->signed_part = (struct th_str){ out->text.ptr, out->text.len - rest->len };
    return take_hex(rest, "signature ", out->signature, sizeof out->signature);
}

const char *checkpoint_parse(struct th_str text, struct checkpoint *out)
{
    struct th_str rest = text;
    char computed[65];
    *out = (struct checkpoint){ .text = text };
    if (!read_top(&rest, out))
        return "this is no checkpoint";
    out->heads = rest;
    if (count_lines(rest) != out->chains || (rest.len && rest.ptr[rest.len - 1] != '\n'))
        return "the checkpoint was cut off";
    if (!root_of(rest, computed))
        return "no memory for the checkpoint";
    return strcmp(computed, out->root) == 0 ? NULL : "the checkpoint was changed: its root differs";
}

/* ---- comparing ---- */

static enum th_status hash_at(struct store_db *db, const struct checkpoint_fault *chain,
                              char out[65])
{
    return th_str_equal(chain->chain, TH_STR("acts"))
               ? store_act_hash_at(db, chain->seq, out)
               : store_chain_hash_at(db, chain->chain, chain->seq, out);
}

static enum th_status compare(struct store_db *db, void *data)
{
    struct checkpoint_check *check = data;
    struct th_str rest = check->checkpoint->heads, hash;
    check->faults = 0;
    while (rest.len) {
        char today[65] = "";
        struct checkpoint_fault chain = { .seq = 0 };
        if (!read_head(th_str_cut(&rest, '\n'), &chain, &hash))
            return TH_MALFORMED;
        enum th_status status = hash_at(db, &chain, today);
        if (status && status != TH_NOT_FOUND)
            return status;
        if (status == TH_OK && th_str_equal(hash, th_str_of(today)))
            continue;
        chain.is_behind = status == TH_NOT_FOUND;
        check->faults++;
        check->on_fault(check->self, &chain);
    }
    return TH_OK;
}

enum th_status checkpoint_compare(struct store *store, struct checkpoint_check *check)
{
    return store_read(store, compare, check);
}

bool checkpoint_prove(const struct checkpoint *checkpoint, struct th_str chain,
                      struct checkpoint_proof *out)
{
    struct th_str rest = checkpoint->heads;
    size_t count;
    for (uint64_t i = 0; rest.len; i++) {
        struct th_str line = th_str_cut(&rest, '\n'), tail = line;
        if (!th_str_equal(th_str_cut(&tail, ' '), chain))
            continue;
        struct merkle_hash *leaves = leaves_of(checkpoint->heads, &count);
        if (!leaves)
            return false;
        out->line = line;
        out->index = i;
        merkle_prove(leaves, count, i, &out->path);
        free(leaves);
        return true;
    }
    return false;
}
