/* `tanheng openapi DIR`: the documents that are committed in docs/. */
#include "api.h"
#include "openapi.h"

#include <stdio.h>
#include <stdlib.h>

static int write_file(const char *folder, const char *name, void (*put)(struct th_buf *))
{
    char path[1024];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    char *room = malloc(OPENAPI_CAP);
    struct th_buf text;
    th_buf_init(&text, room, room ? OPENAPI_CAP : 0);
    put(&text);
    FILE *file =
        length > 0 && (size_t)length < sizeof path && !text.overflow ? fopen(path, "wb") : NULL;
    bool written = file && fwrite(text.ptr, 1, text.len, file) == text.len;
    if (file)
        written = fclose(file) == 0 && written;
    free(room);
    if (!written)
        fprintf(stderr, "openapi: cannot write %s\n", path);
    return written ? 0 : 1;
}

int cmd_openapi(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "openapi DIR: writes openapi.json and api.md into DIR\n");
        return 2;
    }
    int failed = write_file(argv[1], "openapi.json", openapi_put_json);
    return failed ? failed : write_file(argv[1], "api.md", openapi_put_markdown);
}
