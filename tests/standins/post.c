/* Writes notices into the outbox of a database that no server has open, for the tests of their
 * delivery: lines on standard input, `account kind subject remark`, separated by tabs. No part of
 * the product. */
#include "clock.h"
#include "outbox.h"
#include "store_people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct post {
    struct th_arena arena;
    struct th_str account, kind, subject, remark;
};

static enum th_status post(struct store_db *db, void *data)
{
    struct post *one = data;
    struct account_row account;
    enum notice notice;
    const struct app_clock clock = clock_system();
    enum th_status status = store_account_by_name(db, &one->arena, one->account, &account);
    if (status || !notice_find(one->kind, &notice))
        return status ? status : TH_INVALID;
    const struct notice_text text = { .account_id = account.id,
                                      .about = TH_STR("test"),
                                      .subject = one->subject,
                                      .remark = one->remark,
                                      .at_s = clock_now_s(&clock) };
    return outbox_add(db, &one->arena, notice, &text);
}

static int run(struct store *store)
{
    static char block[65536];
    char line[1024];
    while (fgets(line, sizeof line, stdin)) {
        struct post one;
        struct th_str rest = { line, strcspn(line, "\n") };
        th_arena_init(&one.arena, block, sizeof block);
        one.account = th_str_cut(&rest, '\t');
        one.kind = th_str_cut(&rest, '\t');
        one.subject = th_str_cut(&rest, '\t');
        one.remark = rest;
        enum th_status status = store_write(store, post, &one);
        if (status) {
            fprintf(stderr, "%s: %s\n", line, th_status_row(status)->en);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    char error[STORE_ERROR_CAP];
    const struct store_setup setup = { .data_dir = argc == 2 ? argv[1] : "",
                                       .mode = STORE_WRITER,
                                       .must_exist = true };
    struct store *store = store_open(&setup, error);
    if (!store) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    int code = run(store);
    store_close(store);
    return code;
}
