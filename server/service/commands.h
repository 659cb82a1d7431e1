/* The commands on the database for main.c. argv[0] is the command's name; the return value is the
 * exit status: 0 good, 1 not good (said on stderr), 2 wrong usage. */
#pragma once

struct service;

/** `verify`: recomputes chains, hashes and receipts; prints the first bad entry per enterprise.
 * Works beside a running server. */
int cmd_verify(const char *data_dir, int argc, char **argv);
/** `backup FILE`: a consistent copy into the new file FILE, then verified. Works beside a running
 * server. */
int cmd_backup(const char *data_dir, int argc, char **argv);
/** `restore FILE`: into an empty or missing data folder only, then verified. */
int cmd_restore(const char *data_dir, int argc, char **argv);
/** `migrate`: brings the database to this program's schema. */
int cmd_migrate(const char *data_dir, int argc, char **argv);
