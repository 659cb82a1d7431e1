/* Names of places from a city database: province and city, and the country when it is abroad. */
#include "cities.h"

#include "buf.h"
#include "network.h"
#include "utf8.h"

#include <maxminddb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOME     "CN"
#define PART_MAX 96 /* bytes of one name */
#define PARTS    3

struct cities {
    MMDB_s file;
};

struct cities *cities_open(const char *path, char error[256])
{
    struct cities *cities = calloc(1, sizeof *cities);
    if (!cities) {
        (void)snprintf(error, 256, "out of memory");
        return NULL;
    }
    int problem = MMDB_open(path, MMDB_MODE_MMAP, &cities->file);
    if (problem != MMDB_SUCCESS) {
        (void)snprintf(error, 256, "city_file: %s: %.150s", MMDB_strerror(problem), path);
        free(cities);
        return NULL;
    }
    if (!strstr(cities->file.metadata.database_type, "City")) {
        (void)snprintf(error, 256, "city_file: holds no cities: %.150s", path);
        cities_close(cities);
        return NULL;
    }
    return cities;
}

void cities_close(struct cities *cities)
{
    if (cities)
        MMDB_close(&cities->file);
    free(cities);
}

/* A network's own first address stands for it. False when it is not for the Internet. */
static bool first_address(struct th_str address, char out[NETWORK_CAP])
{
    if (!address.len || address.len >= NETWORK_CAP - 1 ||
        network_place(address) != NETWORK_INTERNET)
        return false;
    memcpy(out, address.ptr, address.len);
    out[address.len] = '\0';
    if (out[address.len - 1] == 'x') {
        bool is_v6 = memchr(out, ':', address.len);
        memcpy(out + address.len - 1, is_v6 ? ":" : "0", 2);
    }
    return true;
}

/* The file is somebody else's: a name that is no clean text is none. */
static struct th_str text_at(MMDB_entry_s *entry, const char *const path[])
{
    MMDB_entry_data_s data;
    int problem = MMDB_aget_value(entry, &data, path);
    if (problem != MMDB_SUCCESS || !data.has_data || data.type != MMDB_DATA_TYPE_UTF8_STRING ||
        data.data_size > PART_MAX)
        return (struct th_str){ "", 0 };
    struct th_str text = { data.utf8_string, data.data_size };
    return th_utf8_clean(text) ? text : (struct th_str){ "", 0 };
}

#define PATH(...) ((const char *const[]){ __VA_ARGS__, NULL })

static struct th_str country_name(MMDB_entry_s *entry, const char *language)
{
    return text_at(entry, PATH("country", "names", language));
}

static struct th_str province_name(MMDB_entry_s *entry, const char *language)
{
    return text_at(entry, PATH("subdivisions", "0", "names", language));
}

static struct th_str city_name(MMDB_entry_s *entry, const char *language)
{
    return text_at(entry, PATH("city", "names", language));
}

/* From the largest to the smallest. Not every name stands there in Chinese. */
static void read_parts(MMDB_entry_s *entry, enum cities_language language,
                       struct th_str parts[PARTS])
{
    static struct th_str (*const readers[PARTS])(
        MMDB_entry_s *, const char *) = { country_name, province_name, city_name };
    struct th_str code = text_at(entry, PATH("country", "iso_code"));
    for (size_t i = 0; i < PARTS; i++) {
        parts[i] = readers[i](entry, language == CITIES_ZH ? "zh-CN" : "en");
        if (!parts[i].len)
            parts[i] = readers[i](entry, "en");
    }
    if (th_str_equal(code, TH_STR(HOME)) && (parts[1].len || parts[2].len))
        parts[0].len = 0;
    if (th_str_equal(parts[1], parts[2])) /* 北京 in 北京 */
        parts[1].len = 0;
}

struct th_str cities_name(const struct cities *cities, struct th_arena *arena,
                          struct th_str address, enum cities_language language)
{
    char first[NETWORK_CAP], text[PARTS * (PART_MAX + 2)];
    struct th_str parts[PARTS];
    struct th_buf out;
    int not_an_address = 0, problem = MMDB_SUCCESS;
    if (!cities || !first_address(address, first))
        return TH_STR("");
    MMDB_lookup_result_s found =
        MMDB_lookup_string(&cities->file, first, &not_an_address, &problem);
    if (not_an_address || problem != MMDB_SUCCESS || !found.found_entry)
        return TH_STR("");
    read_parts(&found.entry, language, parts);
    th_buf_init(&out, text, sizeof text);
    for (size_t i = 0; i < PARTS; i++) {
        struct th_str part = parts[language == CITIES_ZH ? i : PARTS - 1 - i];
        if (out.len && part.len)
            th_buf_put(&out, language == CITIES_ZH ? TH_STR(" ") : TH_STR(", "));
        th_buf_put(&out, part);
    }
    return th_arena_copy(arena, th_buf_view(&out));
}
