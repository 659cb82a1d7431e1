/* TLS by mbedTLS: the functions whose names CivetWeb's build replaces (hooks.h says why), and the
 * check of the PEM at start. */
#include "tls.h"

#include "hooks.h"

#include <errno.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HANDSHAKE_MS 5000

int th_tls_config_defaults(mbedtls_ssl_config *config, int endpoint, int transport, int preset);
int th_tls_handshake(mbedtls_ssl_context *ssl);
int th_tls_read(mbedtls_ssl_context *ssl, unsigned char *buffer, size_t size);
int th_tls_write(mbedtls_ssl_context *ssl, const unsigned char *buffer, size_t size);

int th_tls_config_defaults(mbedtls_ssl_config *config, int endpoint, int transport, int preset)
{
    const int error = mbedtls_ssl_config_defaults(config, endpoint, transport, preset);
    if (error == 0) {
        mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3,
                                     MBEDTLS_SSL_MINOR_VERSION_3); /* TLS 1.2 */
#if defined(MBEDTLS_SSL_RENEGOTIATION)
        mbedtls_ssl_conf_renegotiation(config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
    }
    return error;
}

/* CivetWeb hands the address of its socket as the BIO context. */
static int socket_of(const mbedtls_ssl_context *ssl)
{
    return *(const int *)ssl->p_bio;
}

int th_tls_handshake(mbedtls_ssl_context *ssl)
{
    const int64_t end_ms = hooks_now_ms() + HANDSHAKE_MS;

    hooks_handshake_begins(socket_of(ssl));
    for (;;) {
        const int result = mbedtls_ssl_handshake(ssl);
        if (result != MBEDTLS_ERR_SSL_WANT_READ && result != MBEDTLS_ERR_SSL_WANT_WRITE) {
            return result;
        }
        const int64_t left_ms = end_ms - hooks_now_ms();
        struct pollfd waited = {
            .fd = socket_of(ssl),
            .events = result == MBEDTLS_ERR_SSL_WANT_READ ? POLLIN : POLLOUT,
        };
        if (left_ms <= 0 || poll(&waited, 1, (int)left_ms) <= 0) {
            return MBEDTLS_ERR_SSL_TIMEOUT;
        }
    }
}

int th_tls_read(mbedtls_ssl_context *ssl, unsigned char *buffer, size_t size)
{
    if (!hooks_read_begins((char *)buffer, size)) {
        return MBEDTLS_ERR_SSL_TIMEOUT;
    }
    const int got = mbedtls_ssl_read(ssl, buffer, size);
    hooks_read_ended((const char *)buffer, got);
    return got;
}

int th_tls_write(mbedtls_ssl_context *ssl, const unsigned char *buffer, size_t size)
{
    if (!hooks_write_begins()) {
        return MBEDTLS_ERR_SSL_TIMEOUT;
    }
    return mbedtls_ssl_write(ssl, buffer, size);
}

static bool fail(char error[256], const char *path, const char *what)
{
    (void)snprintf(error, 256, "tls_cert %.150s: %s", path, what);
    return false;
}

static bool check_pair(const char *path, mbedtls_pk_context *key, mbedtls_x509_crt *certificate,
                       char error[256])
{
    if (mbedtls_pk_parse_keyfile(key, path, NULL) != 0) {
        return fail(error, path, "holds no readable private key (PEM without a password)");
    }
    if (mbedtls_x509_crt_parse_file(certificate, path) != 0) {
        return fail(error, path, "holds no readable certificate chain (PEM)");
    }
    if (mbedtls_pk_check_pair(&certificate->pk, key) != 0) {
        return fail(error, path, "the private key does not belong to the first certificate");
    }
    return true;
}

bool tls_check_pem(const char *path, char error[256])
{
    mbedtls_pk_context key;
    mbedtls_x509_crt certificate;

    if (access(path, R_OK) != 0) {
        return fail(error, path, strerror(errno));
    }
    mbedtls_pk_init(&key);
    mbedtls_x509_crt_init(&certificate);
    const bool is_good = check_pair(path, &key, &certificate, error);
    mbedtls_x509_crt_free(&certificate);
    mbedtls_pk_free(&key);
    return is_good;
}
