/* The console in a browser: its session stands in a cookie that no script can read, and only pages
 * of this very server may use it for a change. Who sends the header `X-Tanheng: console` is the
 * console; a page elsewhere cannot send it without asking this server first, which never agrees. */
#pragma once
#include "arena.h"
#include "http.h"

struct shown_token {
    struct th_str token; /* ptr NULL = none */
    struct th_str kind;  /* that its session must have: a cookie opens "console" sessions only, a
                            bearer token only others */
    bool is_console;
};

/** What a request shows. TH_CREDENTIALS: a token and our cookie together, or a malformed cookie.
 * TH_CROSS_SITE: a change by the console that does not come from this server's own origin, or a
 * change by its cookie without the console's header. */
enum th_status console_read(const struct http_request *request,
                            struct shown_token *out) TH_MUST_USE;

enum console_jar {
    CONSOLE_SESSION, /* the token of a session: `__Host-tanheng` over HTTPS; on this very machine
                        without HTTPS, where browsers do not take that one, `tanheng_dev` */
    CONSOLE_SCAN,    /* the secret of a PC that waits for a phone, in the same way with "-scan" */
};
/** Value of Set-Cookie; an empty value ends the cookie. ptr NULL when the arena is full. */
struct th_str console_cookie(struct th_arena *arena, const struct http_request *request,
                             enum console_jar jar, struct th_str value);
/** The secret that a request carries; ptr NULL when there is none, or more than one. */
struct th_str console_scan_secret(const struct http_request *request);
