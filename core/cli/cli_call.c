#include "cli_call.h"

#include "core.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_NOT_OK = 1, EXIT_USAGE = 2, PACK_BYTES = 1024 * 1024, PACK_ARENA = 8 * 1024 * 1024 };

struct door {
    struct th_core core;
    struct th_arena packs, call;
    char *input, *output;
    char *pack_texts[TH_PACKS_MAX]; /* the core keeps views of them */
    size_t pack_text_count;
};

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "tanheng: %s: %s\n", what, why);
    return EXIT_USAGE;
}

/* Reads at most `cap` bytes; one more means that the text is longer. */
static bool read_all(FILE *file, char *into, size_t cap, size_t *len)
{
    *len = fread(into, 1, cap, file);
    return !ferror(file);
}

static bool open_door(struct door *door)
{
    door->packs.base = malloc(PACK_ARENA);
    door->call.base = malloc(TH_ARENA_MIN);
    door->input = malloc(TH_ENVELOPE_MAX + 1);
    door->output = malloc(TH_ENVELOPE_MAX);
    if (!door->packs.base || !door->call.base || !door->input || !door->output)
        return false;
    th_arena_init(&door->packs, door->packs.base, PACK_ARENA);
    th_arena_init(&door->call, door->call.base, TH_ARENA_MIN);
    return th_core_init(&door->core, &door->packs) == TH_OK;
}

static void close_door(struct door *door)
{
    free(door->packs.base);
    free(door->call.base);
    free(door->input);
    free(door->output);
    for (size_t i = 0; i < door->pack_text_count; i++)
        free(door->pack_texts[i]);
}

static int load_pack(struct door *door, const char *path)
{
    size_t len = 0;
    if (door->pack_text_count == TH_PACKS_MAX)
        return complain(path, "too many packs");
    FILE *file = fopen(path, "rb");
    if (!file)
        return complain(path, strerror(errno));
    char *text = malloc(PACK_BYTES);
    door->pack_texts[door->pack_text_count++] = text;
    bool good = text && read_all(file, text, PACK_BYTES, &len);
    fclose(file);
    if (!good)
        return complain(path, "cannot be read");
    if (th_core_load_pack(&door->core, &door->packs, (struct th_str){ text, len }) != TH_OK)
        return complain(path, "is no factor pack, or its id is taken by other bytes");
    return 0;
}

static int load_packs(struct door *door, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--pack") != 0 || i + 1 == argc)
            return complain(argv[i], "usage: tanheng call [--pack FILE]... < envelope.json");
        int status = load_pack(door, argv[i + 1]);
        if (status != 0)
            return status;
    }
    return 0;
}

static int write_answer(struct th_str answer)
{
    /* The bytes of the contract and no more; a person at a terminal gets a line end. */
    bool is_line = isatty(STDOUT_FILENO) != 0;
    if (fwrite(answer.ptr, 1, answer.len, stdout) != answer.len ||
        (is_line && putchar('\n') == EOF) || fflush(stdout) != 0)
        return complain("standard output", "cannot be written");
    return th_str_starts(answer, TH_STR("{\"ok\":true")) ? EXIT_SUCCESS : EXIT_NOT_OK;
}

static int run(struct door *door, int argc, char **argv)
{
    struct th_buf out;
    size_t len = 0;
    int status = load_packs(door, argc, argv);
    if (status != 0)
        return status;
    if (!read_all(stdin, door->input, TH_ENVELOPE_MAX + 1, &len))
        return complain("standard input", "cannot be read");
    th_buf_init(&out, door->output, TH_ENVELOPE_MAX);
    th_call(&door->core, &door->call, (struct th_str){ door->input, len }, &out);
    return write_answer(th_buf_view(&out));
}

int cli_call(int argc, char **argv)
{
    struct door door = { .input = NULL };
    int status = open_door(&door) ? run(&door, argc, argv) : complain("call", "not enough memory");
    close_door(&door);
    return status;
}

int cli_version(int argc, char **argv)
{
    static const char envelope[] = "{\"op\":\"version\"}";
    char answer[512];
    struct th_core core = { .pack_count = 0 };
    struct th_arena arena;
    struct th_buf out;
    (void)argv;
    if (argc > 1)
        return complain("version", "takes no arguments");
    void *block = malloc(TH_ARENA_MIN);
    if (!block)
        return complain("version", "not enough memory");
    th_core_init(&core, &(struct th_arena){ .fail_after = -1 }); /* no packs are needed */
    th_arena_init(&arena, block, TH_ARENA_MIN);
    th_buf_init(&out, answer, sizeof answer);
    th_call(&core, &arena, (struct th_str){ envelope, sizeof envelope - 1 }, &out);
    printf("%.*s\n", (int)out.len, out.ptr);
    free(block);
    return EXIT_SUCCESS;
}
