/* TLS by mbedTLS as CivetWeb uses it, with our floor and deadlines. */
#pragma once
#include "str.h"

/** Reads the PEM file as the server will: key, certificate, and that they belong together. False
 * with one line in `error` (256 bytes). */
bool tls_check_pem(const char *path, char error[256]);
