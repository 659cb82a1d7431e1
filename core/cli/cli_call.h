/* The command line's door to the core: the same bytes in and out as wasm and HTTP. */
#pragma once

/** `tanheng call [--pack FILE]… < envelope.json`: the answer on stdout, with a line feed at a
 * terminal only. 0 when the answer says ok, 1 when it does not, 2 for a wrong use or a file that
 * cannot be read (one line on stderr). argv[0] is "call". */
int cli_call(int argc, char **argv);
/** `tanheng version`: one line. */
int cli_version(int argc, char **argv);
