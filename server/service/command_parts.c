/* Lines, usage and the verification that verify, backup and restore share. */
#include "command_parts.h"

#include "files.h"
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>

int command_fail(const char *name, const char *text)
{
    fprintf(stderr, "tanheng %s: %s\n", name, text);
    return 1;
}

int command_check(const struct command_usage *usage, int argc, char **argv)
{
    bool has_flag = false;
    for (int i = 1; i < argc; i++)
        has_flag = has_flag || argv[i][0] == '-';
    if (argc - 1 == usage->count && !has_flag)
        return 0;
    fprintf(stderr, "usage: tanheng %s%s%s\n", usage->name, usage->arguments[0] ? " " : "",
            usage->arguments);
    return 2;
}

static void print_fault(void *self, const struct ledger_fault *fault)
{
    const char *name = self;
    char line[512];
    struct th_buf text;
    th_buf_init(&text, line, sizeof line);
    ledger_fault_write(&text, fault);
    fprintf(stderr, "tanheng %s: %.*s\n", name, (int)text.len, line);
}

struct file_report {
    const char *name;
    uint64_t faults;
};

static void print_file_fault(void *self, struct th_str id)
{
    struct file_report *report = self;
    fprintf(stderr, "tanheng %s: file %.*s: its content is missing or not as it was stored\n",
            report->name, (int)id.len, id.ptr);
    report->faults++;
}

static int verify_files(const char *name, const struct store_setup *setup, struct store *store)
{
    struct file_report report = { name, 0 };
    uint64_t checked = 0;
    if (files_verify(store, setup->data_dir, print_file_fault, &report, &checked))
        return command_fail(name, "the files cannot be read to their end");
    if (!report.faults && checked)
        printf("%s: %llu files, every content is as it was stored\n", name,
               (unsigned long long)checked);
    return report.faults ? 1 : 0;
}

static int verify(const char *name, const char *place, struct store *store)
{
    char error[STORE_ERROR_CAP] = "";
    struct th_arena arena;
    struct ledger_report report = { .on_fault = print_fault, .self = (void *)(uintptr_t)name };
    void *memory = malloc(LEDGER_ARENA_BYTES);
    th_arena_init(&arena, memory, memory ? LEDGER_ARENA_BYTES : 0);
    enum th_status status = store_check(store, error);
    if (status)
        command_fail(name, error);
    enum th_status walked = ledger_verify(store, &arena, &report);
    free(memory);
    if (walked)
        command_fail(name, "the chains cannot be read to their end; restore from a backup");
    if (status || walked || report.faults)
        return 1;
    printf("%s: %s: %llu entries in %llu chain(s), everything matches\n", name, place,
           (unsigned long long)report.entries, (unsigned long long)report.enterprises);
    return 0;
}

int command_open_and_verify(const char *name, const struct store_setup *setup)
{
    char error[STORE_ERROR_CAP] = "";
    struct store *store = store_open(setup, error);
    if (!store)
        return command_fail(name, error);
    int status = verify(name, setup->file ? setup->file : setup->data_dir, store);
    int files = verify_files(name, setup, store);
    store_close(store);
    return status ? status : files;
}
