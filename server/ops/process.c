/* Read from /proc/self; what cannot be read there is 0. */
#include "process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t open_descriptors(void)
{
    uint64_t count = 0;
    DIR *folder = opendir("/proc/self/fd");

    if (folder == NULL) {
        return 0;
    }
    while (readdir(folder) != NULL) {
        count++;
    }
    (void)closedir(folder);
    return count > 3 ? count - 3 : 0; /* ".", ".." and the folder itself */
}

/* The number behind `name` in /proc/self/status. */
static uint64_t status_number(const char *name)
{
    char line[256];
    uint64_t number = 0;
    FILE *file = fopen("/proc/self/status", "re");

    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            number = strtoull(line + strlen(name), NULL, 10);
            break;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return number;
}

static uint64_t microseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_usec;
}

struct process_use process_use(void)
{
    struct rlimit limit = { 0, 0 };
    struct rusage use = { 0 };

    (void)getrlimit(RLIMIT_NOFILE, &limit);
    (void)getrusage(RUSAGE_SELF, &use);
    return (struct process_use){
        .resident_bytes = status_number("VmRSS:") * 1024,
        .open_descriptors = open_descriptors(),
        .descriptor_limit = limit.rlim_cur,
        .threads = status_number("Threads:"),
        .cpu_us = microseconds(use.ru_utime) + microseconds(use.ru_stime),
    };
}
