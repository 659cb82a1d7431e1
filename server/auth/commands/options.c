/* Options of small commands. */
#include "options.h"

#include <string.h>

static const char **find(const struct options *options, const char *name)
{
    for (int i = 0; i < options->known_count; i++)
        if (strcmp(options->known[i].name, name) == 0)
            return options->known[i].value;
    return NULL;
}

bool options_read(const struct options *options, int argc, char **argv)
{
    int plain = 0;
    for (int i = 1; i < argc; i++) {
        const char **value = find(options, argv[i]);
        if (value) {
            if (*value || ++i == argc)
                return false;
            *value = argv[i];
        } else if (argv[i][0] == '-' || plain == options->plain_count) {
            return false;
        } else {
            options->plain[plain++] = argv[i];
        }
    }
    return plain == options->plain_count;
}
