/* Runs a fuzz target over a committed corpus without libFuzzer, so that every build replays what
 * the campaigns found. usage: fuzz_x FOLDER; ends with "N passed, N failed" (a crash ends it). */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *folder, const char *name)
{
    char path[1024];
    size_t cap = 1 << 20;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(cap);
    size_t size = file && data ? fread(data, 1, cap, file) : 0;
    uint8_t *exact = malloc(size ? size : 1); /* exactly as long: ASan sees a read behind it */
    for (size_t i = 0; exact && i < size; i++)
        exact[i] = data[i];
    int result = file && exact ? LLVMFuzzerTestOneInput(exact, size) : 1;
    free(exact);
    free(data);
    if (file)
        fclose(file);
    return result;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0;
    DIR *dir = argc > 1 ? opendir(argv[1]) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (entry->d_name[0] != '.') {
            if (run_file(argv[1], entry->d_name) == 0)
                passed++;
            else
                failed++;
        }
    if (dir)
        closedir(dir);
    printf("%d passed, %d failed\n", passed, failed);
    return passed > 0 && failed == 0 ? 0 : 1;
}
