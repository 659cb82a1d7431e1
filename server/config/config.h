/* Settings from defaults, a file, the environment and the command line, by one table. Knows what a
 * value may look like, not what it does. */
#pragma once
#include "buf.h"

#define CONFIG_TEXT_CAP  512
#define CONFIG_ERROR_CAP 768

enum config_key {
#define CONFIG(kind, key, def, least, most, choices, zh, en) CONFIG_KEY_##key,
#include "config.def"
#undef CONFIG
    CONFIG_KEY_COUNT
};

enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_COMMAND_LINE };

#define CONFIG_TYPE_TEXT(key)   char key[CONFIG_TEXT_CAP];
#define CONFIG_TYPE_CHOICE(key) char key[CONFIG_TEXT_CAP];
#define CONFIG_TYPE_NUMBER(key) uint32_t key;
#define CONFIG_TYPE_FLAG(key)   bool key;

struct config {
#define CONFIG(kind, key, def, least, most, choices, zh, en) CONFIG_TYPE_##kind(key)
#include "config.def"
#undef CONFIG
    enum config_source sources[CONFIG_KEY_COUNT];
};

/** Fills `config`. Takes every flag of the table and `--config FILE` (or TANHENG_CONFIG) out of
 * argv[1..]; what remains, positionals and flags of the command's own, moves together and `*argc`
 * shrinks. False with one line in `error` that names key and source; nothing is guessed or clamped.
 * A lone `--` ends the search. */
bool config_load(struct config *config, int *argc, char **argv, char error[CONFIG_ERROR_CAP]);
/** Effective values as a config file, each with its source as a comment. */
void config_write(const struct config *config, struct th_buf *out);
/** One line per key: flag, default, meaning. */
void config_write_help(struct th_buf *out, bool in_chinese);
