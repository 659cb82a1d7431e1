/* `tanheng user add`: enterprise, account and membership from the command line. The password never
 * stands in arguments or output. */
#include "auth.h"
#include "password.h"
#include "people.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define ACCOUNT_MAX    64
#define NAME_MAX_BYTES 200

struct options {
    const char *account, *enterprise, *name, *role;
};

static int usage(const char *complaint)
{
    fprintf(stderr,
            "%s\nuser add --account ACCOUNT --enterprise NAME --name PERSON --role ROLE [--data "
            "DIR]\n  ROLE is one of:",
            complaint);
    for (unsigned i = 0; i < ROLE_COUNT; i++)
        fprintf(stderr, " %s", role_row((enum role)i)->id.ptr);
    fprintf(stderr,
            "\n  The password (%d to %d bytes) is asked for, or read as one line from standard "
            "input.\n",
            PASSWORD_BYTES_MIN, PASSWORD_BYTES_MAX);
    return 2;
}

static const char **option_of(struct options *options, const char *name)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = { { "--account", &options->account },
                  { "--enterprise", &options->enterprise },
                  { "--name", &options->name },
                  { "--role", &options->role } };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].value;
    return NULL;
}

static bool parse(int argc, char **argv, struct options *options)
{
    if (argc < 2 || strcmp(argv[1], "add") != 0)
        return false;
    for (int i = 2; i < argc; i += 2) {
        const char **value = option_of(options, argv[i]);
        if (!value || *value || i + 1 == argc)
            return false;
        *value = argv[i + 1];
    }
    return options->account && options->enterprise && options->name && options->role;
}

static bool is_account(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= ACCOUNT_MAX &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-") ==
               length;
}

static bool is_name(const char *text)
{
    struct th_str name = th_str_of(text);
    return name.len > 0 && name.len <= NAME_MAX_BYTES && th_utf8_clean(name);
}

/* One line without its end; with a terminal the echo is off. False at the end of input or when the
 * line is too long. */
static bool read_password(char *out, size_t cap)
{
    struct termios before, quiet;
    bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (is_terminal) {
        fputs("Password: ", stderr);
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(out, (int)cap, stdin) != NULL;
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (!got)
        return false;
    size_t length = strcspn(out, "\n");
    bool is_whole = out[length] == '\n' || feof(stdin);
    out[length] = '\0';
    return is_whole;
}

static int hash_password(char out[PASSWORD_HASH_CAP])
{
    char password[PASSWORD_BYTES_MAX + 2];
    struct password_gate *gate = password_gate_new(1);
    if (!gate) {
        fprintf(stderr, "not enough memory for the password check (19 MiB)\n");
        return 1;
    }
    enum th_status status = TH_INVALID;
    if (read_password(password, sizeof password))
        status = password_hash(gate, th_str_of(password), out);
    explicit_bzero(password, sizeof password);
    password_gate_free(gate);
    if (status == TH_INVALID)
        return usage("the password must have 10 to 256 bytes");
    if (status)
        fprintf(stderr, "the password cannot be hashed: %s\n", th_status_row(status)->en);
    return status ? 1 : 0;
}

static int store_person(const char *data_dir, const struct people_new *person)
{
    char error[STORE_ERROR_CAP];
    struct store *store =
        store_open(&(struct store_setup){ .data_dir = data_dir, .mode = STORE_WRITER }, error);
    if (!store) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    struct app_clock clock = clock_system();
    struct people_ids ids;
    enum th_status status = people_add(store, &clock, person, &ids);
    store_close(store);
    if (status) {
        fprintf(stderr, "%s\n", th_status_row(status)->en);
        return 1;
    }
    printf("account %.*s (%s)%s is %.*s of %.*s (%s)%s\n", (int)person->account.len,
           person->account.ptr, ids.account_id,
           ids.is_new_account ? "" : ", which keeps its name and password,", (int)person->role.len,
           person->role.ptr, (int)person->enterprise.len, person->enterprise.ptr, ids.enterprise_id,
           ids.is_new_enterprise ? ", new" : "");
    return 0;
}

int cmd_user(const char *data_dir, int argc, char **argv)
{
    struct options options = { 0 };
    enum role role;
    if (!parse(argc, argv, &options))
        return usage("user: every option is needed, once");
    if (!is_account(options.account))
        return usage("--account: 1 to 64 letters, digits, . _ @ or -");
    if (!is_name(options.name) || !is_name(options.enterprise))
        return usage("--name and --enterprise: 1 to 200 bytes of UTF-8 without control or "
                     "invisible characters");
    if (!role_find(th_str_of(options.role), &role))
        return usage("--role: there is no such role");
    char hash[PASSWORD_HASH_CAP];
    int failed = hash_password(hash);
    if (failed)
        return failed;
    return store_person(data_dir, &(struct people_new){
                                      .enterprise = th_str_of(options.enterprise),
                                      .account = th_str_of(options.account),
                                      .name = th_str_of(options.name),
                                      .password_hash = th_str_of(hash),
                                      .role = th_str_of(options.role),
                                  });
}
