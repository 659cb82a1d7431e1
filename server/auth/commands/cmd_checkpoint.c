/* `tanheng key`, `checkpoint`, `prove` and `verify`. */
#include "checkpoint_file.h"
#include "clock.h"
#include "command_parts.h"
#include "keeping.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

static int usage(const char *text)
{
    fprintf(stderr, "usage: tanheng %s\n", text);
    return 2;
}

static void print_hex(const char *before, const unsigned char *bytes, size_t count)
{
    char hex[2 * CHECKPOINT_SIGNATURE + 1];
    th_hex(bytes, count, hex);
    printf("%s%.*s\n", before, (int)(2 * count), hex);
}

int cmd_key(int argc, char **argv)
{
    char error[STORE_ERROR_CAP];
    struct signing_key key;
    if (argc != 2 || argv[1][0] == '-')
        return usage("key FILE");
    if (!signing_key_make(argv[1], &key, error))
        return command_fail("key", error);
    print_hex("public key ", key.public_key, sizeof key.public_key);
    explicit_bzero(&key, sizeof key);
    return 0;
}

/* ---- checkpoint ---- */

static int take(const char *data_dir, const struct signing_key *key, const char *path)
{
    char error[STORE_ERROR_CAP] = "";
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    struct store *store = store_open(&setup, error);
    if (!store)
        return command_fail("checkpoint", error);
    const struct checkpoint_signer signer = signing_signer(key);
    const struct app_clock clock = clock_system();
    struct checkpoint checkpoint;
    enum th_status status = checkpoint_take(store, &signer, clock_now_s(&clock), &checkpoint);
    store_close(store);
    bool is_good = status == TH_OK && checkpoint_file_write(path, &checkpoint, error);
    if (is_good)
        printf("checkpoint: %llu chains, root %s\n", (unsigned long long)checkpoint.chains,
               checkpoint.root);
    checkpoint_free(&checkpoint);
    return is_good ? 0 : command_fail("checkpoint", status ? th_status_row(status)->en : error);
}

int cmd_checkpoint(const char *data_dir, int argc, char **argv)
{
    char error[STORE_ERROR_CAP];
    const char *key_file = NULL, *path = NULL;
    const struct option known[] = { { "--key", &key_file } };
    const struct options options = { known, 1, &path, 1 };
    struct signing_key key;
    if (!options_read(&options, argc, argv) || !key_file)
        return usage("checkpoint --key FILE OUT [--data DIR]");
    if (!signing_key_read(key_file, &key, error))
        return command_fail("checkpoint", error);
    int status = take(data_dir, &key, path);
    explicit_bzero(&key, sizeof key);
    return status;
}

/* ---- prove ---- */

static void print_proof(const struct checkpoint *checkpoint, const struct checkpoint_proof *proof)
{
    printf("%.*s", (int)checkpoint->signed_part.len, checkpoint->signed_part.ptr);
    print_hex("signature ", checkpoint->signature, sizeof checkpoint->signature);
    printf("leaf %.*s\nindex %llu\n", (int)proof->line.len, proof->line.ptr,
           (unsigned long long)proof->index);
    for (size_t i = 0; i < proof->path.count; i++)
        print_hex("path ", proof->path.steps[i].bytes, sizeof proof->path.steps[i].bytes);
}

int cmd_prove(int argc, char **argv)
{
    char error[STORE_ERROR_CAP] = "";
    struct checkpoint checkpoint;
    struct checkpoint_proof proof;
    if (argc != 3 || argv[1][0] == '-' || argv[2][0] == '-')
        return usage("prove CHECKPOINT ENTERPRISE");
    bool is_good = checkpoint_file_read(argv[1], NULL, &checkpoint, error);
    if (is_good && !checkpoint_prove(&checkpoint, th_str_of(argv[2]), &proof)) {
        snprintf(error, sizeof error, "the checkpoint knows no chain %.80s", argv[2]);
        is_good = false;
    }
    if (is_good)
        print_proof(&checkpoint, &proof);
    checkpoint_free(&checkpoint);
    return is_good ? 0 : command_fail("prove", error);
}

/* ---- verify ---- */

static void print_fault(void *self, const struct checkpoint_fault *fault)
{
    (void)self;
    fprintf(stderr, "tanheng verify: %s%.*s %s\n",
            th_str_equal(fault->chain, TH_STR("acts")) ? "the chain of " : "enterprise ",
            (int)fault->chain.len, fault->chain.ptr,
            fault->is_behind ? "is behind the checkpoint: entries that it knows are missing"
                             : "has another history than the checkpoint knows");
}

static int compare(const char *data_dir, const struct checkpoint *checkpoint)
{
    char error[STORE_ERROR_CAP] = "";
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    struct checkpoint_check check = { .checkpoint = checkpoint, .on_fault = print_fault };
    struct store *store = store_open(&setup, error);
    if (!store)
        return command_fail("verify", error);
    enum th_status status = checkpoint_compare(store, &check);
    store_close(store);
    if (status)
        return command_fail("verify", th_status_row(status)->en);
    if (check.faults == 0)
        printf("verify: all %llu chains of the checkpoint of %lld (Unix time) are here\n",
               (unsigned long long)checkpoint->chains, (long long)checkpoint->at_s);
    return check.faults ? 1 : 0;
}

static int verify_with(const char *data_dir, const char *path, const char *public_hex)
{
    char error[STORE_ERROR_CAP];
    unsigned char public_key[CHECKPOINT_KEY_BYTES];
    struct checkpoint checkpoint;
    if (!checkpoint_hex(th_str_of(public_hex), public_key, sizeof public_key))
        return command_fail("verify", "--public-key: 64 hex digits, as `tanheng key` printed them");
    int status = checkpoint_file_read(path, public_key, &checkpoint, error)
                     ? compare(data_dir, &checkpoint)
                     : command_fail("verify", error);
    checkpoint_free(&checkpoint);
    return status;
}

int cmd_verify(const char *data_dir, int argc, char **argv)
{
    const char *path = NULL, *public_hex = NULL;
    const struct option known[] = { { "--checkpoint", &path }, { "--public-key", &public_hex } };
    const struct options options = { known, 2, NULL, 0 };
    const struct store_setup setup = { .data_dir = data_dir, .mode = STORE_READER };
    if (!options_read(&options, argc, argv) || !path != !public_hex)
        return usage("verify [--checkpoint FILE --public-key HEX] [--data DIR]");
    int status = command_open_and_verify("verify", &setup);
    int compared = path ? verify_with(data_dir, path, public_hex) : 0;
    return status ? status : compared;
}
