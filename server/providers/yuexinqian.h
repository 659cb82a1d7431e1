/* 粤信签 as a provider of faces. ITS CONTRACT IS NOT PUBLIC: no interface document was found, so
 * this file speaks OpenID Connect Core 1.0 (authorization code, PKCE, ID token) as such services
 * usually do, and the names of a person's claims are our assumption. Compare it with the contract
 * before it is switched on; what differs should differ in this file alone. */
#pragma once
#include "face.h"
#include "https.h"

struct yuexinqian;
struct yuexinqian_setup {
    struct https *https;            /* whose own host is yuexinqian_host of the issuer */
    const char *issuer;             /* "https://host" or "https://host/path", no slash at the end */
    const char *client_id, *secret; /* of this service */
    const char *redirect;           /* our page that takes code and state, as registered there */
};
/** The host of an issuer. False when it is no such address. */
bool yuexinqian_host(const char *issuer, char out[HTTPS_HOST_CAP]);
/** Keeps the setup's texts. NULL when memory is short. */
struct yuexinqian *yuexinqian_new(const struct yuexinqian_setup *setup);
void yuexinqian_free(struct yuexinqian *yuexinqian);
struct face_provider face_by_yuexinqian(struct yuexinqian *yuexinqian);
