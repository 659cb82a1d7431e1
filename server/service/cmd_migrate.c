/* `tanheng migrate`: opening for writing migrates; this says what came of it. */
#include "command_parts.h"
#include "commands.h"

#include <stdio.h>

int cmd_migrate(const char *data_dir, int argc, char **argv)
{
    const struct command_usage usage = { "migrate", "", 0 };
    const struct store_setup setup = { .data_dir = data_dir,
                                       .mode = STORE_WRITER,
                                       .must_exist = true };
    char error[STORE_ERROR_CAP] = "";
    int status = command_check(&usage, argc, argv);
    if (status)
        return status;
    struct store *store = store_open(&setup, error);
    if (!store)
        return command_fail("migrate", error);
    printf("migrate: the database has schema %u, the newest\n", store_schema(store));
    store_close(store);
    return 0;
}
