/* Included before CivetWeb's source (.dev/third-party.cmake), never by ours: the calls that hooks.c
 * and tls.c take over get our names. The system's headers come first, so that their checked inline
 * versions (_FORTIFY_SOURCE) keep their own. */
#pragma once
#define _GNU_SOURCE
#define _LARGEFILE_SOURCE
#define _FILE_OFFSET_BITS 64

#include <mbedtls/ssl.h>
#include <stdio.h>
#include <sys/socket.h>

int th_front_accept(int listener, struct sockaddr *address, socklen_t *length);
ssize_t th_front_recv(int descriptor, void *buffer, size_t size, int flags);
ssize_t th_front_send(int descriptor, const void *buffer, size_t size, int flags);
int th_front_shutdown(int descriptor, int how);
int th_front_fprintf(FILE *stream, const char *format, ...);
int th_tls_config_defaults(mbedtls_ssl_config *config, int endpoint, int transport, int preset);
int th_tls_handshake(mbedtls_ssl_context *ssl);
int th_tls_read(mbedtls_ssl_context *ssl, unsigned char *buffer, size_t size);
int th_tls_write(mbedtls_ssl_context *ssl, const unsigned char *buffer, size_t size);

#define accept                      th_front_accept
#define recv                        th_front_recv
#define send                        th_front_send
#define shutdown                    th_front_shutdown
#define fprintf                     th_front_fprintf
#define mbedtls_ssl_config_defaults th_tls_config_defaults
#define mbedtls_ssl_handshake       th_tls_handshake
#define mbedtls_ssl_read            th_tls_read
#define mbedtls_ssl_write           th_tls_write
