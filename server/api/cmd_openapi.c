/* `tanheng openapi DIR`: the documents that are committed in docs/. */
#include "api.h"
#include "openapi.h"

#include <stdio.h>
#include <stdlib.h>

/* Two spaces a level, one member a line: a change of the document is a readable difference. */
static void put_line(FILE *file, int depth)
{
    fputc('\n', file);
    for (int i = 0; i < depth; i++)
        fputs("  ", file);
}

static bool opens(char c)
{
    return c == '{' || c == '[';
}

static bool closes(char c)
{
    return c == '}' || c == ']';
}

/* Writes the string that starts at `at` and returns the place behind it. */
static size_t write_string(FILE *file, struct th_str json, size_t at)
{
    do {
        fputc(json.ptr[at], file);
        if (json.ptr[at] == '\\')
            fputc(json.ptr[++at], file);
        at++;
    } while (json.ptr[at] != '"');
    fputc('"', file);
    return at + 1;
}

static void write_indented(FILE *file, struct th_str json)
{
    int depth = 0;
    for (size_t i = 0; i < json.len;) {
        char c = json.ptr[i];
        if (c == '"') {
            i = write_string(file, json, i);
            continue;
        }
        bool is_empty = opens(c) && closes(json.ptr[i + 1]);
        if (closes(c))
            put_line(file, --depth);
        fputc(c, file);
        if (is_empty)
            fputc(json.ptr[++i], file);
        else if (opens(c))
            put_line(file, ++depth);
        if (c == ',')
            put_line(file, depth);
        if (c == ':')
            fputc(' ', file);
        i++;
    }
    fputc('\n', file);
}

static void write_plain(FILE *file, struct th_str text)
{
    (void)fwrite(text.ptr, 1, text.len, file);
}

struct document {
    const char *name;
    void (*put)(struct th_buf *out);
    void (*write)(FILE *file, struct th_str text);
};
static const struct document documents[] = { { "openapi.json", openapi_put_json, write_indented },
                                             { "api.md", openapi_put_markdown, write_plain } };

static int write_document(const char *folder, const struct document *document)
{
    char path[1024];
    int length = snprintf(path, sizeof path, "%s/%s", folder, document->name);
    char *room = malloc(OPENAPI_CAP);
    struct th_buf text;
    th_buf_init(&text, room, room ? OPENAPI_CAP : 0);
    document->put(&text);
    FILE *file =
        length > 0 && (size_t)length < sizeof path && !text.overflow ? fopen(path, "wb") : NULL;
    bool written = file != NULL;
    if (file) {
        document->write(file, th_buf_view(&text));
        written = !ferror(file);
        written = fclose(file) == 0 && written;
    }
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
    int failed = 0;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0] && !failed; i++)
        failed = write_document(argv[1], &documents[i]);
    return failed;
}
