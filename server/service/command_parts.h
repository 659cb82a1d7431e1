/* What the commands on the database share. */
#pragma once
#include "store.h"

/** One line on stderr, "tanheng NAME: text"; returns 1. */
int command_fail(const char *name, const char *text);
/** 2 with a line about the usage unless exactly `count` positional arguments stand; else 0. */
struct command_usage {
    const char *name, *arguments;
    int count;
};
int command_check(const struct command_usage *usage, int argc, char **argv);
/** Opens `setup` and verifies pages, chains and hashes, and the files' contents: of its data_dir,
 * or without one of what `file` carries. Prints what was found, 0 when all is right, else 1. */
int command_open_and_verify(const char *name, const struct store_setup *setup);
