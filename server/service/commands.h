/* Commands on the database for main.c (others: auth's keeping.h). argv[0] is the command's name;
 * the return value is the exit status: 0 good, 1 not good (said on stderr), 2 wrong usage. */
#pragma once

/** `migrate`: brings the database to this program's schema. */
int cmd_migrate(const char *data_dir, int argc, char **argv);
