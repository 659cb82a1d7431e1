/* Settings by one table: the only place that reads the environment, the config file and
 * configuration flags. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, NUMBER, FLAG, CHOICE };

static const struct row {
    const char *key, *def, *choices, *zh, *en;
    uint32_t least, most;
    size_t offset;
    enum kind kind;
} rows[CONFIG_KEY_COUNT] = {
#define CONFIG(kind, key, def, least, most, choices, zh, en)                                       \
    { #key, def, choices, zh, en, least, most, offsetof(struct config, key), kind },
#include "config.def"
#undef CONFIG
};

struct loader {
    struct config *config;
    char *error;
    enum config_source source;
    char where[CONFIG_TEXT_CAP]; /* "tanheng.conf line 3", "TANHENG_LISTEN", "--listen" */
};

static bool fail(const struct loader *loader, const char *key, const char *what)
{
    (void)snprintf(loader->error, CONFIG_ERROR_CAP, "%s (from %s): %s", key, loader->where, what);
    return false;
}

/* ---- one value ---- */

static bool set_number(const struct loader *loader, const struct row *row, struct th_str value)
{
    uint32_t number;
    char what[96];

    if (value.len > 10 || !th_str_to_u32(value, &number) || number < row->least ||
        number > row->most) {
        (void)snprintf(what, sizeof(what), "must be a whole number from %u to %u", row->least,
                       row->most);
        return fail(loader, row->key, what);
    }
    memcpy((char *)loader->config + row->offset, &number, sizeof(number));
    return true;
}

static bool set_flag(const struct loader *loader, const struct row *row, struct th_str value)
{
    const bool is_true = th_str_equal(value, TH_STR("true"));
    if (!is_true && !th_str_equal(value, TH_STR("false"))) {
        return fail(loader, row->key, "must be true or false");
    }
    memcpy((char *)loader->config + row->offset, &is_true, sizeof(is_true));
    return true;
}

static bool set_text(const struct loader *loader, const struct row *row, struct th_str value)
{
    char *out = (char *)loader->config + row->offset;

    if (value.len >= CONFIG_TEXT_CAP) {
        return fail(loader, row->key, "is longer than 511 bytes");
    }
    for (size_t i = 0; i < value.len; i++) {
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f) {
            return fail(loader, row->key, "holds a control character");
        }
    }
    memset(out, 0, CONFIG_TEXT_CAP);
    memcpy(out, value.ptr, value.len);
    return true;
}

static bool set_choice(const struct loader *loader, const struct row *row, struct th_str value)
{
    struct th_str rest = th_str_of(row->choices);
    char what[96];

    while (rest.len > 0) {
        if (th_str_equal(th_str_cut(&rest, ','), value)) {
            return set_text(loader, row, value);
        }
    }
    (void)snprintf(what, sizeof(what), "must be one of %s", row->choices);
    return fail(loader, row->key, what);
}

static bool set(const struct loader *loader, const struct row *row, struct th_str value)
{
    bool done = false;

    switch (row->kind) {
    case TEXT: done = set_text(loader, row, value); break;
    case NUMBER: done = set_number(loader, row, value); break;
    case FLAG: done = set_flag(loader, row, value); break;
    case CHOICE: done = set_choice(loader, row, value); break;
    }
    if (done) {
        loader->config->sources[row - rows] = loader->source;
    }
    return done;
}

static const struct row *find(struct th_str key)
{
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        if (th_str_equal(key, th_str_of(rows[i].key))) {
            return &rows[i];
        }
    }
    return NULL;
}

/* ---- file ---- */

static struct th_str trim(struct th_str text)
{
    while (text.len > 0 && strchr(" \t\r\n", text.ptr[0]) != NULL) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && strchr(" \t\r\n", text.ptr[text.len - 1]) != NULL) {
        text.len--;
    }
    return text;
}

static bool read_line(struct loader *loader, struct th_str line)
{
    struct th_str value = trim(line);
    char name[64];

    if (value.len == 0 || value.ptr[0] == '#') {
        return true;
    }
    if (memchr(value.ptr, '=', value.len) == NULL) {
        return fail(loader, "this line", "write `key = value`; comments start with #");
    }
    const struct th_str key = trim(th_str_cut(&value, '='));
    const struct row *row = find(key);
    if (row == NULL) {
        (void)snprintf(name, sizeof(name), "%.*s", (int)(key.len < 60 ? key.len : 60), key.ptr);
        return fail(loader, name, "is no known setting; `tanheng config --help` lists them");
    }
    return set(loader, row, trim(value));
}

static bool read_lines(struct loader *loader, FILE *file, const char *path)
{
    char line[CONFIG_TEXT_CAP + 64];

    for (int number = 1; fgets(line, sizeof(line), file) != NULL; number++) {
        (void)snprintf(loader->where, sizeof(loader->where), "%.400s line %d", path, number);
        if (strlen(line) == sizeof(line) - 1 && line[sizeof(line) - 2] != '\n') {
            return fail(loader, "this line", "is too long");
        }
        if (!read_line(loader, th_str_of(line))) {
            return false;
        }
    }
    return true;
}

static bool load_file(struct loader *loader, const char *path)
{
    if (path == NULL || path[0] == '\0') {
        return true;
    }
    loader->source = CONFIG_FILE;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        (void)snprintf(loader->error, CONFIG_ERROR_CAP, "config file %.400s: %s", path,
                       strerror(errno));
        return false;
    }
    const bool done = read_lines(loader, file, path);
    (void)fclose(file);
    return done;
}

/* ---- environment ---- */

static void environment_name(const char *key, char out[64])
{
    size_t length = (size_t)snprintf(out, 64, "TANHENG_%s", key);
    for (size_t i = 0; i < length; i++) {
        if (out[i] >= 'a' && out[i] <= 'z') {
            out[i] = (char)(out[i] - 32);
        }
    }
}

static bool load_environment(struct loader *loader)
{
    loader->source = CONFIG_ENVIRONMENT;
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        char name[64];
        environment_name(rows[i].key, name);
        const char *value = getenv(name);
        (void)snprintf(loader->where, sizeof(loader->where), "%s", name);
        if (value != NULL && !set(loader, &rows[i], th_str_of(value))) {
            return false;
        }
    }
    return true;
}

/* ---- command line ---- */

/* "--tls-cert", "--tls_cert" or "--tls-cert=x" → the row; `*value` points behind "=" or is NULL. */
static const struct row *find_flag(const char *argument, const char **value)
{
    char key[64];
    size_t length = 0;

    *value = NULL;
    if (strncmp(argument, "--", 2) != 0) {
        return NULL;
    }
    for (const char *p = argument + 2; *p != '\0'; p++) {
        if (*p == '=') {
            *value = p + 1;
            break;
        }
        if (length + 1 >= sizeof(key)) {
            return NULL;
        }
        key[length++] = *p == '-' ? '_' : *p;
    }
    return find((struct th_str){ key, length });
}

/* Handles argv[i]; how many arguments it used, 0 when it is not ours, -1 on error. */
static int take_flag(struct loader *loader, int argc, char **argv, int i)
{
    const char *value;
    const struct row *row = find_flag(argv[i], &value);
    int used = 1;

    if (row == NULL) {
        return 0;
    }
    (void)snprintf(loader->where, sizeof(loader->where), "the command line");
    if (value == NULL && row->kind == FLAG) {
        value = "true";
    } else if (value == NULL) {
        if (i + 1 >= argc) {
            (void)fail(loader, row->key, "a value must follow");
            return -1;
        }
        value = argv[i + 1];
        used = 2;
    }
    return set(loader, row, th_str_of(value)) ? used : -1;
}

static bool load_arguments(struct loader *loader, int *argc, char **argv)
{
    int kept = 1, i = 1;

    loader->source = CONFIG_COMMAND_LINE;
    while (i < *argc) {
        if (strcmp(argv[i], "--") == 0) {
            break;
        }
        const int used = take_flag(loader, *argc, argv, i);
        if (used < 0) {
            return false;
        }
        if (used == 0) {
            argv[kept++] = argv[i++];
        }
        i += used;
    }
    while (i < *argc) {
        argv[kept++] = argv[i++];
    }
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

/* Takes `--config FILE` out before everything else: the file comes first in the order. */
static bool take_config_path(struct loader *loader, int *argc, char **argv, const char **path)
{
    *path = getenv("TANHENG_CONFIG");
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        const bool joined = strncmp(argv[i], "--config=", 9) == 0;
        if (!joined && strcmp(argv[i], "--config") != 0) {
            continue;
        }
        if (!joined && i + 1 >= *argc) {
            (void)snprintf(loader->where, sizeof(loader->where), "the command line");
            return fail(loader, "config", "a file name must follow");
        }
        *path = joined ? argv[i] + 9 : argv[i + 1];
        const int used = joined ? 1 : 2;
        for (int j = i; j + used <= *argc; j++) {
            argv[j] = argv[j + used];
        }
        *argc -= used;
        return true;
    }
    return true;
}

bool config_load(struct config *config, int *argc, char **argv, char error[CONFIG_ERROR_CAP])
{
    struct loader loader = { .config = config, .error = error, .source = CONFIG_DEFAULT };
    const char *path;

    memset(config, 0, sizeof(*config));
    (void)snprintf(loader.where, sizeof(loader.where), "config.def");
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        if (!set(&loader, &rows[i], th_str_of(rows[i].def))) {
            return false;
        }
    }
    return take_config_path(&loader, argc, argv, &path) && load_file(&loader, path) &&
           load_environment(&loader) && load_arguments(&loader, argc, argv);
}

/* ---- writing ---- */

static void put_value(const struct config *config, const struct row *row, struct th_buf *out)
{
    const char *member = (const char *)config + row->offset;

    if (row->kind == NUMBER) {
        uint32_t number;
        memcpy(&number, member, sizeof(number));
        th_buf_u64(out, number);
    } else if (row->kind == FLAG) {
        bool flag;
        memcpy(&flag, member, sizeof(flag));
        th_buf_put(out, flag ? TH_STR("true") : TH_STR("false"));
    } else {
        th_buf_put(out, th_str_of(member));
    }
}

void config_write(const struct config *config, struct th_buf *out)
{
    static const char *const sources[] = { "default", "file", "environment", "command line" };

    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        th_buf_put(out, TH_STR("# "));
        th_buf_put(out, th_str_of(sources[config->sources[i]]));
        th_buf_char(out, '\n');
        th_buf_put(out, th_str_of(rows[i].key));
        th_buf_put(out, TH_STR(" = "));
        put_value(config, &rows[i], out);
        th_buf_char(out, '\n');
    }
}

void config_write_help(struct th_buf *out, bool in_chinese)
{
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        const size_t start = out->len;
        th_buf_put(out, TH_STR("  --"));
        for (const char *p = rows[i].key; *p != '\0'; p++) {
            th_buf_char(out, *p == '_' ? '-' : *p);
        }
        while (out->len - start < 30) {
            th_buf_char(out, ' ');
        }
        th_buf_put(out, th_str_of(in_chinese ? rows[i].zh : rows[i].en));
        th_buf_put(out, TH_STR(" ["));
        th_buf_put(out, th_str_of(rows[i].def));
        th_buf_put(out, TH_STR("]\n"));
    }
}
