/* `tanheng verify`. */
#include "command_parts.h"
#include "commands.h"

int cmd_verify(const char *data_dir, int argc, char **argv)
{
    const struct command_usage usage = { "verify", "", 0 };
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    int status = command_check(&usage, argc, argv);
    return status ? status : command_open_and_verify("verify", &setup);
}
