/* The way to the providers, put together from settings: the seal of personal numbers, WeChat, text
 * messages. What is not set is off, and says so in one line. */
#pragma once
#include "face.h"
#include "seal.h"
#include "sms.h"
#include "wechat.h"
#include "yuexinqian.h"

struct outside;
struct outside_setup {
    const char *secret_key_file; /* "" = off */
    bool makes_key;              /* demo: the key file is made when it is missing */
    bool is_demo;                /* with a provider of faces that believes everybody */
    const char *wechat_appid, *wechat_secret_file;
    const char *sms_secret_id, *sms_secret_key_file, *sms_region, *sms_app_id, *sms_sign_name,
        *sms_template;
    const char *yuexinqian_issuer, *yuexinqian_client, *yuexinqian_secret_file,
        *yuexinqian_redirect;
    const char *stand_in, *stand_in_ca;
    /** One line for each part that is on or off, at start. */
    void (*tell)(void *self, struct th_str line);
    void *self;
};

/** Keeps the setup's texts, which must outlive it. NULL with one line in `error` (256 bytes): a
 * half-made setting is an error, an empty one is not. */
struct outside *outside_new(const struct outside_setup *setup, char error[256]);
void outside_free(struct outside *outside);

/** NULL = off. */
const struct seal *outside_seal(const struct outside *outside);
struct wechat *outside_wechat(const struct outside *outside);
const struct sms_setup *outside_sms(const struct outside *outside);
struct th_str outside_sms_template(const struct outside *outside);
#define OUTSIDE_FACES_MOST 4
/** The providers of faces that this server is set up for. */
size_t outside_faces(const struct outside *outside, struct th_str ids[OUTSIDE_FACES_MOST]);
/** NULL = none of this id. */
const struct face_provider *outside_face(const struct outside *outside, struct th_str id);
