/* tanheng-render: one JSON document on standard input, one PDF on standard output, nothing else.
 * A child of the server with limits of its own; docs/reports.md has its exit codes. Not a service:
 * it ends after one document and leaves its memory to the kernel. */
#include "document.h"
#include "json_read.h"
#include "limits.h"
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define ARENA_BYTES (4 * 1024 * 1024)

static const struct render_kind *const kinds[] = { &render_application_kind };

static int fail(int code, const char *what, struct th_str where)
{
    (void)fprintf(stderr, "tanheng-render: %s%.*s\n", what, (int)where.len, where.ptr);
    return code;
}

static const struct th_str nowhere = { "", 0 };

static int read_input(struct th_arena *arena, struct th_str *out)
{
    struct th_buf text;
    char *bytes = th_arena_alloc(arena, RENDER_INPUT_MAX + 1);
    th_buf_init(&text, bytes, RENDER_INPUT_MAX + 1);
    for (;;) {
        ssize_t got = read(STDIN_FILENO, text.ptr + text.len, text.cap - text.len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(EX_IOERR, "standard input cannot be read", nowhere);
        text.len += (size_t)got;
        if (text.len > RENDER_INPUT_MAX)
            return fail(EX_DATAERR, "document refused: larger than 256 KB", nowhere);
        if (got == 0)
            break;
    }
    *out = th_buf_view(&text);
    return EX_OK;
}

/* One line: the first fault's code and place; never a value, which may be personal. */
static int refuse(const struct th_issues *issues)
{
    char line[256];
    const struct th_issue *issue = issues->first ? issues->first : &issues->spill;
    (void)snprintf(line, sizeof line, "%s at %.*s", th_message_row(issue->code)->code,
                   (int)(issue->path.len < 128 ? issue->path.len : 128), issue->path.ptr);
    return fail(EX_DATAERR, "document refused: ", th_str_of(line));
}

static const struct render_kind *find_kind(struct th_str name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (th_str_equal(name, th_str_of(kinds[i]->name)))
            return kinds[i];
    return NULL;
}

static int read_document(struct th_arena *arena, struct th_str text, void **document,
                         const struct render_kind **kind)
{
    struct th_issues issues;
    struct th_json_fault fault;
    const struct cJSON *root;
    struct th_str name;
    th_issues_init(&issues, arena);
    enum th_status status = th_json_parse(arena, text, &root, &fault);
    if (status == TH_MALFORMED) {
        th_json_fault_issue(&issues, &fault);
        return refuse(&issues);
    }
    if (status != TH_OK || !th_json_text_member(root, "kind", &name))
        return fail(EX_DATAERR, "document refused: it needs a text member kind", nowhere);
    *kind = find_kind(name);
    if (!*kind)
        return fail(EX_DATAERR, "document refused: unknown kind", nowhere);
    const struct th_reader reader = { &issues, text };
    *document = th_arena_alloc(arena, (*kind)->model->size);
    if (*document)
        th_json_read(&reader, (*kind)->model, root, NULL, *document);
    if (issues.errors > 0)
        return refuse(&issues);
    return arena->failed ? fail(EX_SOFTWARE, "out of memory", nowhere) : EX_OK;
}

static cairo_status_t collect(void *self, const unsigned char *bytes, unsigned count)
{
    struct th_buf *out = self;
    th_buf_put(out, (struct th_str){ (const char *)bytes, count });
    return out->overflow ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Three passes: what the fonts lack, how many pages there are, and the pages. */
static int draw(const struct render_kind *kind, const void *document, struct th_buf *out)
{
    struct page page = { .count = 0 };
    kind->head(document, &page);
    for (int pass = 0; pass < 3; pass++) {
        bool is_last = pass == 2;
        if (!page_begin(&page, is_last ? collect : NULL, out))
            return fail(EX_SOFTWARE, "out of memory", nowhere);
        if (pass == 0 && !page_has_fonts(&page))
            return fail(EX_UNAVAILABLE, "fonts are missing: install fonts-noto-cjk", nowhere);
        kind->draw(&page, document);
        if (!page_end(&page))
            return fail(EX_SOFTWARE, "the pages cannot be drawn, or exceed 4 MB", nowhere);
        page.count = page.number;
    }
    return limits_were_near() ? fail(EX_SOFTWARE, "the memory was too short", nowhere) : EX_OK;
}

static int write_output(struct th_str bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(STDOUT_FILENO, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return fail(EX_IOERR, "standard output cannot be written", nowhere);
        bytes.ptr += put;
        bytes.len -= (size_t)put;
    }
    return EX_OK;
}

static int render(void)
{
    void *document = NULL;
    const struct render_kind *kind = NULL;
    struct th_arena arena;
    struct th_str text;
    struct th_buf out;
    void *memory = malloc(ARENA_BYTES);
    char *bytes = malloc(RENDER_OUTPUT_MAX);
    if (!memory || !bytes)
        return fail(EX_SOFTWARE, "out of memory", nowhere);
    th_arena_init(&arena, memory, ARENA_BYTES);
    th_buf_init(&out, bytes, RENDER_OUTPUT_MAX);
    int code = read_input(&arena, &text);
    if (code == EX_OK)
        code = read_document(&arena, text, &document, &kind);
    if (code == EX_OK)
        code = draw(kind, document, &out);
    return code == EX_OK ? write_output(th_buf_view(&out)) : code;
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc != 1)
        return fail(EX_USAGE, "takes no arguments: JSON in, PDF out", nowhere);
    if (!limits_set())
        return fail(EX_OSERR, "the limits of the process cannot be set", nowhere);
    /* Short of memory Pango warns and draws boxes: no page at all is better. */
    (void)g_log_set_always_fatal(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    _exit(render()); /* Pango's and fontconfig's tables need no tidying */
}
