/* A command line with nothing but the core: for tests and for machines without the server's
 * libraries. */
#include "cli_call.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "call") == 0)
        return cli_call(argc - 1, argv + 1);
    if (argc >= 2 && strcmp(argv[1], "version") == 0)
        return cli_version(argc - 1, argv + 1);
    fprintf(stderr, "usage: %s call [--pack FILE]... < envelope.json | version\n", argv[0]);
    return 2;
}
