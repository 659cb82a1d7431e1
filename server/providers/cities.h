/* Where an address probably lies, from a city database that the operator brings (MaxMind's file
 * format; GeoLite2-City and DB-IP's City Lite are two). It is a help for whoever must decide
 * whether a PC is his; nothing is decided by it. */
#pragma once
#include "arena.h"
#include "str.h"

struct cities;
/** Maps the file. NULL with one line in `error` when it is none, or one without cities. */
struct cities *cities_open(const char *path, char error[256]);
void cities_close(struct cities *cities);

enum cities_language { CITIES_ZH, CITIES_EN };
/** "广东 广州", "Guangzhou, Guangdong"; abroad with the country. `address` may be a network as
 * network_of() writes it. Empty: not known, no address of the Internet, or `cities` is NULL. */
struct th_str cities_name(const struct cities *cities, struct th_arena *arena,
                          struct th_str address, enum cities_language language);
