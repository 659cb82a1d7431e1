/* Opening the seal and the providers. */
#include "outside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_CAP 160

struct outside {
    struct outside_setup setup;
    struct seal *seal;
    struct https *https;
    struct wechat *wechat;
    struct sms_setup sms;
    bool has_sms;
    struct face_provider faces[OUTSIDE_FACES_MOST];
    size_t face_count;
    struct yuexinqian *yuexinqian;
    char wechat_secret[SECRET_CAP], sms_secret_key[SECRET_CAP], yuexinqian_secret[SECRET_CAP];
};

static bool fail(char error[256], const char *setting, const char *why)
{
    snprintf(error, 256, "%s: %s", setting, why);
    return false;
}

static void tell(const struct outside_setup *setup, const char *line)
{
    if (setup->tell)
        setup->tell(setup->self, th_str_of(line));
}

/* ---- secrets in files ---- */

static bool take_line(int file, char out[SECRET_CAP])
{
    ssize_t length = read(file, out, SECRET_CAP - 1);
    if (length <= 0)
        return false;
    out[length] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    for (const char *c = out; *c; c++)
        if (*c <= ' ' || *c > '~')
            return false;
    return out[0] && length < SECRET_CAP - 1;
}

/* One line that nobody else may read. */
static bool read_secret(const char *setting, const char *path, char out[SECRET_CAP],
                        char error[256])
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return fail(error, setting, strerror(errno));
    bool is_private = fstat(file, &about) == 0 && !(about.st_mode & (S_IRWXG | S_IRWXO));
    bool is_read = is_private && take_line(file, out);
    close(file);
    if (!is_private)
        return fail(error, setting, "others may read this file; run chmod 600 on it");
    return is_read || fail(error, setting, "needs one line without blanks");
}

/* ---- the seal ---- */

/* The demo's own key: what it protects is invented. */
static bool make_key(const char *path, char error[256])
{
    unsigned char key[SEAL_KEY_BYTES];
    char text[SEAL_KEY_BYTES * 2 + 2];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return errno == EEXIST || fail(error, "secret_key_file", strerror(errno));
    bool is_made = getrandom(key, sizeof key, 0) == (ssize_t)sizeof key;
    for (size_t i = 0; i < sizeof key; i++)
        snprintf(text + 2 * i, 4, "%02x\n", key[i]);
    is_made = is_made && write(file, text, sizeof text - 1) == (ssize_t)sizeof text - 1;
    return (close(file) == 0 && is_made) ||
           fail(error, "secret_key_file", "the demo's key cannot be written");
}

static bool open_seal(struct outside *outside, char error[256])
{
    const struct outside_setup *setup = &outside->setup;
    if (!setup->secret_key_file[0]) {
        tell(setup,
             "secret_key_file is not set: sign-in by WeChat, phone and face, and agents with "
             "personal numbers, are off");
        return true;
    }
    if (setup->makes_key && !make_key(setup->secret_key_file, error))
        return false;
    outside->seal = seal_open(setup->secret_key_file, error);
    return outside->seal != NULL;
}

/* ---- the providers ---- */

static bool is_half(const char *const *texts, size_t count)
{
    size_t set = 0;
    for (size_t i = 0; i < count; i++)
        set += texts[i][0] != '\0';
    return set != 0 && set != count;
}

static bool open_wechat(struct outside *outside, char error[256])
{
    const struct outside_setup *setup = &outside->setup;
    const char *const needed[] = { setup->wechat_appid, setup->wechat_secret_file };
    if (is_half(needed, 2))
        return fail(error, "wechat_appid", "needs wechat_secret_file, and the other way round");
    if (!setup->wechat_appid[0]) {
        tell(setup, "wechat_appid is not set: sign-in by WeChat and face is off");
        return true;
    }
    if (!read_secret("wechat_secret_file", setup->wechat_secret_file, outside->wechat_secret,
                     error))
        return false;
    const struct wechat_setup wechat = { outside->https, setup->wechat_appid,
                                         outside->wechat_secret };
    outside->wechat = wechat_new(&wechat);
    return outside->wechat || fail(error, "wechat_appid", "out of memory");
}

static bool open_sms(struct outside *outside, char error[256])
{
    const struct outside_setup *setup = &outside->setup;
    const char *const needed[] = { setup->sms_secret_id, setup->sms_secret_key_file,
                                   setup->sms_app_id, setup->sms_sign_name, setup->sms_template };
    if (is_half(needed, sizeof needed / sizeof needed[0]))
        return fail(error, "sms_secret_id",
                    "text messages need all of sms_secret_id, sms_secret_key_file, sms_app_id, "
                    "sms_sign_name and sms_template");
    if (!setup->sms_secret_id[0]) {
        tell(setup, "sms_secret_id is not set: sign-in by text message is off");
        return true;
    }
    if (!read_secret("sms_secret_key_file", setup->sms_secret_key_file, outside->sms_secret_key,
                     error))
        return false;
    outside->sms =
        (struct sms_setup){ outside->https,    setup->sms_secret_id, outside->sms_secret_key,
                            setup->sms_region, setup->sms_app_id,    setup->sms_sign_name };
    outside->has_sms = true;
    return true;
}

static bool open_yuexinqian(struct outside *outside, char error[256])
{
    const struct outside_setup *setup = &outside->setup;
    if (!setup->yuexinqian_issuer[0])
        return true;
    if (!read_secret("yuexinqian_secret_file", setup->yuexinqian_secret_file,
                     outside->yuexinqian_secret, error))
        return false;
    const struct yuexinqian_setup yuexinqian = { outside->https, setup->yuexinqian_issuer,
                                                 setup->yuexinqian_client,
                                                 outside->yuexinqian_secret,
                                                 setup->yuexinqian_redirect };
    outside->yuexinqian = yuexinqian_new(&yuexinqian);
    return outside->yuexinqian || fail(error, "yuexinqian_issuer", "out of memory");
}

/* All of it or nothing; the host that may be called. */
static bool check_yuexinqian(const struct outside_setup *setup, char host[HTTPS_HOST_CAP],
                             char error[256])
{
    const char *const needed[] = { setup->yuexinqian_issuer, setup->yuexinqian_client,
                                   setup->yuexinqian_secret_file, setup->yuexinqian_redirect };
    host[0] = '\0';
    if (is_half(needed, sizeof needed / sizeof needed[0]))
        return fail(error, "yuexinqian_issuer",
                    "needs yuexinqian_client, yuexinqian_secret_file and yuexinqian_redirect, too");
    return !setup->yuexinqian_issuer[0] || yuexinqian_host(setup->yuexinqian_issuer, host) ||
           fail(error, "yuexinqian_issuer",
                "must be https:// with a host in small letters, without a slash at the end");
}

static void open_faces(struct outside *outside)
{
    if (outside->yuexinqian)
        outside->faces[outside->face_count++] = face_by_yuexinqian(outside->yuexinqian);
    if (outside->wechat)
        outside->faces[outside->face_count++] = face_by_wechat(outside->wechat);
    if (outside->setup.is_demo)
        outside->faces[outside->face_count++] = face_by_demo();
}

/* Behind the seal: without it nothing may be learned that has to be kept. */
static bool open_providers(struct outside *outside, const char *own_host, char error[256])
{
    const struct outside_setup *setup = &outside->setup;
    const struct https_setup https = { .own_host = own_host,
                                       .stand_in = setup->stand_in,
                                       .stand_in_ca = setup->stand_in_ca };
    bool wants_some =
        setup->wechat_appid[0] || setup->sms_secret_id[0] || setup->yuexinqian_issuer[0];
    if (!outside->seal)
        return !wants_some ||
               fail(error, "secret_key_file", "WeChat, text messages and faces need it");
    outside->https = https_new(&https, error);
    if (!outside->https || !open_wechat(outside, error) || !open_sms(outside, error) ||
        !open_yuexinqian(outside, error))
        return false;
    open_faces(outside);
    return true;
}

struct outside *outside_new(const struct outside_setup *setup, char error[256])
{
    char host[HTTPS_HOST_CAP];
    struct outside *outside = calloc(1, sizeof *outside);
    if (!outside) {
        fail(error, "sign-in", "out of memory");
        return NULL;
    }
    outside->setup = *setup;
    if (check_yuexinqian(setup, host, error) && open_seal(outside, error) &&
        open_providers(outside, host, error))
        return outside;
    outside_free(outside);
    return NULL;
}

void outside_free(struct outside *outside)
{
    if (!outside)
        return;
    yuexinqian_free(outside->yuexinqian);
    wechat_free(outside->wechat);
    https_free(outside->https);
    seal_free(outside->seal);
    explicit_bzero(outside, sizeof *outside);
    free(outside);
}

const struct seal *outside_seal(const struct outside *outside)
{
    return outside ? outside->seal : NULL;
}

struct wechat *outside_wechat(const struct outside *outside)
{
    return outside ? outside->wechat : NULL;
}

const struct sms_setup *outside_sms(const struct outside *outside)
{
    return outside && outside->has_sms ? &outside->sms : NULL;
}

struct th_str outside_sms_template(const struct outside *outside)
{
    return th_str_of(outside->setup.sms_template);
}

size_t outside_faces(const struct outside *outside, struct th_str ids[OUTSIDE_FACES_MOST])
{
    size_t count = outside ? outside->face_count : 0;
    for (size_t i = 0; i < count; i++)
        ids[i] = outside->faces[i].id;
    return count;
}

const struct face_provider *outside_face(const struct outside *outside, struct th_str id)
{
    for (size_t i = 0; outside && i < outside->face_count; i++)
        if (th_str_equal(outside->faces[i].id, id))
            return &outside->faces[i];
    return NULL;
}
