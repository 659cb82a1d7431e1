/* The provider clients, driven by lines on standard input: `command argument …`, one line of answer
 * each: `status outcome value …`. For tests/standins/providers.test.mjs; no part of the product. */
#include "json_read.h"
#include "log.h"
#include "sms.h"
#include "wechat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WORDS 8

struct probe {
    struct https *https;
    struct wechat *wechat;
    struct sms_setup sms;
    struct th_arena arena;
    struct th_str words[WORDS];
};

static void say(enum th_status status, const struct wechat_reply *reply, struct th_str value)
{
    printf("%s %d %lld %.*s\n", th_status_row(status)->slug, status ? -1 : (int)reply->outcome,
           (long long)reply->errcode, (int)value.len, value.ptr ? value.ptr : "");
}

static void sign_in(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    struct wechat_person person = { .openid = { "", 0 } };
    enum th_status status =
        wechat_sign_in(probe->wechat, &probe->arena, probe->words[1], &reply, &person);
    say(status, &reply, person.openid);
}

static void phone(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    struct wechat_phone found = { .number = { "", 0 } };
    enum th_status status =
        wechat_phone_number(probe->wechat, &probe->arena, probe->words[1], &reply, &found);
    say(status, &reply, found.number);
}

static void code(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    struct wechat_image image = { .type = { "", 0 } };
    const struct wechat_code wanted = { probe->words[1], probe->words[2] };
    enum th_status status = wechat_mini_code(probe->wechat, &probe->arena, &wanted, &reply, &image);
    say(status, &reply, image.type);
}

static void notify(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    const struct wechat_notice notice = { .openid = probe->words[1],
                                          .template_id = probe->words[2],
                                          .data = probe->words[3] };
    say(wechat_notify(probe->wechat, &probe->arena, &notice, &reply), &reply, TH_STR(""));
}

static void face_begin(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    struct th_str verify_id = { "", 0 };
    const struct wechat_face_start start = { .openid = probe->words[1],
                                             .name = probe->words[2],
                                             .id_number = probe->words[3],
                                             .sequence = probe->words[4] };
    enum th_status status =
        wechat_face_begin(probe->wechat, &probe->arena, &start, &reply, &verify_id);
    say(status, &reply, verify_id);
}

/* openid name id_number sequence verify_id */
static void face_ask(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    char hash[WECHAT_CERT_HASH_CAP] = "";
    bool passed = false;
    if (!wechat_cert_hash(probe->words[2], probe->words[3], hash))
        exit(2);
    const struct wechat_face_question question = { .openid = probe->words[1],
                                                   .sequence = probe->words[4],
                                                   .verify_id = probe->words[5],
                                                   .cert_hash = th_str_of(hash) };
    enum th_status status =
        wechat_face_ask(probe->wechat, &probe->arena, &question, &reply, &passed);
    say(status, &reply, passed ? TH_STR("passed") : TH_STR("not_passed"));
}

static void sms(struct probe *probe)
{
    struct wechat_reply reply = { 0 };
    enum sms_outcome outcome = SMS_WRONG;
    const struct sms_message message = { .phone = probe->words[1],
                                         .template_id = probe->words[2],
                                         .params = &probe->words[3],
                                         .param_count = 2,
                                         .now_s = time(NULL) };
    enum th_status status = sms_send(&probe->sms, &probe->arena, &message, &outcome);
    reply.outcome = (enum wechat_outcome)outcome;
    say(status, &reply, TH_STR(""));
}

static const struct {
    const char *name;
    void (*run)(struct probe *probe);
} commands[] = {
    { "sign_in", sign_in },       { "phone", phone },       { "code", code }, { "notify", notify },
    { "face_begin", face_begin }, { "face_ask", face_ask }, { "sms", sms },
};

static void serve(struct probe *probe, char *line)
{
    struct th_str rest = th_str_of(line);
    for (size_t i = 0; i < WORDS; i++)
        probe->words[i] = th_str_cut(&rest, ' ');
    th_arena_reset(&probe->arena);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (th_str_equal(probe->words[0], th_str_of(commands[i].name)))
            commands[i].run(probe);
    fflush(stdout);
}

/* stand-in address, authority, appid, secret, deadline in ms, places */
int main(int argc, char **argv)
{
    char error[256], line[1024];
    if (argc != 7 || !log_open(NULL, LOG_WARN))
        return 2;
    const struct https_setup setup = { .stand_in = argv[1],
                                       .stand_in_ca = argv[2],
                                       .deadline_ms = (uint32_t)atoi(argv[5]),
                                       .places = (uint32_t)atoi(argv[6]) };
    struct probe probe = { .https = https_new(&setup, error) };
    if (!probe.https) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    const struct wechat_setup wechat = { probe.https, argv[3], argv[4] };
    probe.wechat = wechat_new(&wechat);
    probe.sms = (struct sms_setup){ probe.https,    "AKIDexample", "example-secret-key",
                                    "ap-guangzhou", "1400000001",  "碳衡" };
    th_arena_init(&probe.arena, malloc(4 << 20), 4 << 20);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        serve(&probe, line);
    }
    free(probe.arena.base);
    wechat_free(probe.wechat);
    https_free(probe.https);
    return 0;
}
