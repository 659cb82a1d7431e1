/* Options of small commands: `--name value` pairs before or between plain arguments. */
#pragma once
#include <stdbool.h>

struct option {
    const char *name;   /* "--key" */
    const char **value; /* NULL before; set at most once */
};
struct options {
    const struct option *known;
    int known_count;
    const char **plain; /* filled with the other arguments */
    int plain_count;    /* exactly so many must stand */
};
/** False when an argument is unknown, doubled, without its value, or one is missing. */
bool options_read(const struct options *options, int argc, char **argv);
