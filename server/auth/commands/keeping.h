/* The commands that keep data provable and safe outside the machine. argv[0] is the command's name;
 * the return value is the exit status: 0 good, 1 not good (said on stderr), 2 wrong usage. */
#pragma once

/** `key FILE`: a new signing key (0600); prints its public key. */
int cmd_key(int argc, char **argv);
/** `checkpoint --key FILE OUT`: signs what the database holds now. Beside a running server. */
int cmd_checkpoint(const char *data_dir, int argc, char **argv);
/** `prove CHECKPOINT ENTERPRISE`: the proof that the enterprise's chain is under the root. */
int cmd_prove(int argc, char **argv);
/** `verify [--checkpoint FILE --public-key HEX]`: recomputes everything that is stored; with a
 * checkpoint also: is all of it still there? Beside a running server. */
int cmd_verify(const char *data_dir, int argc, char **argv);
/** `backup [--key FILE | --passphrase-file FILE] FILE`: a consistent, verified copy as the new file
 * FILE, encrypted when a key is named. Works beside a running server. */
int cmd_backup(const char *data_dir, int argc, char **argv);
/** `restore [--key FILE | --passphrase-file FILE] FILE`: into an empty or missing data folder only,
 * then verified. */
int cmd_restore(const char *data_dir, int argc, char **argv);
