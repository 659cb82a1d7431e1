/* `tanheng user …`: people from the command line, through the running server when there is one. The
 * password never stands in arguments or output. */
#include "admin.h"
#include "auth.h"
#include "password.h"
#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LIST_ARENA_BYTES (256 * 1024)

static void put_roles(enum scope scope)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++)
        if (role_row((enum role)i)->scope == scope)
            fprintf(stderr, " %s", role_row((enum role)i)->id.ptr);
}

static int usage(const char *complaint)
{
    fprintf(stderr,
            "%s\nuser add --account ACCOUNT --enterprise NAME --name PERSON --role ROLE\n"
            "user add --account ACCOUNT --name PERSON --role PLATFORM-ROLE\n"
            "user role --account ACCOUNT --enterprise NAME --role ROLE|none\n"
            "user platform --account ACCOUNT --role PLATFORM-ROLE|none\n"
            "user password|disable|enable --account ACCOUNT\n"
            "user list\n  all with [--data DIR]; ROLE is one of:",
            complaint);
    put_roles(SCOPE_ENTERPRISE);
    fputs("; PLATFORM-ROLE:", stderr);
    put_roles(SCOPE_PLATFORM);
    fprintf(stderr,
            "\n  The password (%d to %d bytes) is asked for, or read as one line from standard "
            "input.\n",
            PASSWORD_BYTES_MIN, PASSWORD_BYTES_MAX);
    return 2;
}

static struct th_str *option_of(struct people_request *request, const char *name)
{
    const struct {
        const char *name;
        struct th_str *value;
    } known[] = { { "--account", &request->account },
                  { "--enterprise", &request->enterprise },
                  { "--name", &request->name },
                  { "--role", &request->role } };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].value;
    return NULL;
}

static unsigned option_bit(const struct people_request *request)
{
    const struct th_str *values[] = { &request->account, &request->enterprise, &request->name,
                                      &request->role };
    unsigned bits = 0;
    for (unsigned i = 0; i < 4; i++)
        bits |= values[i]->ptr ? 1u << i : 0;
    return bits;
}

/* Each verb with exactly the options that it takes: account 1, enterprise 2, name 4, role 8. */
static const struct {
    const char *verb;
    unsigned options;
} verbs[] = { { "add", 15 },     { "add", 13 },    { "role", 11 },  { "platform", 9 },
              { "password", 1 }, { "disable", 1 }, { "enable", 1 }, { "list", 0 } };

static bool parse(int argc, char **argv, struct people_request *request)
{
    request->verb = th_str_of(argc > 1 ? argv[1] : "");
    for (int i = 2; i < argc; i += 2) {
        struct th_str *value = option_of(request, argv[i]);
        if (!value || value->ptr || i + 1 == argc)
            return false;
        *value = th_str_of(argv[i + 1]);
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (th_str_equal(request->verb, th_str_of(verbs[i].verb)) &&
            option_bit(request) == verbs[i].options)
            return true;
    return false;
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

/* ---- changes ---- */

static enum th_status change_here(const char *data_dir, const struct people_request *request,
                                  struct th_buf *out)
{
    char error[STORE_ERROR_CAP];
    bool may_create = th_str_equal(request->verb, TH_STR("add"));
    struct store *store = store_open(&(struct store_setup){ .data_dir = data_dir,
                                                            .mode = STORE_WRITER,
                                                            .must_exist = !may_create },
                                     error);
    if (!store) {
        th_buf_put(out, th_str_of(error));
        return TH_STORE_FAILED;
    }
    struct app_clock clock = clock_system();
    enum th_status status = people_execute(store, &clock, request, out);
    store_close(store);
    return status;
}

static int change(const char *data_dir, const struct people_request *request)
{
    char line[1024];
    struct th_buf out;
    th_buf_init(&out, line, sizeof line);
    enum th_status status = admin_ask(data_dir, request, &out);
    if (status == TH_NOT_FOUND && !out.len) /* no server is running */
        status = change_here(data_dir, request, &out);
    if (status == TH_INTERNAL && !out.len)
        th_buf_put(&out, TH_STR("the server broke off; `tanheng user list` shows what was done"));
    fprintf(status ? stderr : stdout, "%.*s\n", (int)out.len, line);
    return status ? 1 : 0;
}

/* ---- list ---- */

static void show(void *self, const struct account_row *account,
                 const struct membership_list *memberships)
{
    (void)self;
    printf("%.*s\t%.*s\t%s", (int)account->account.len, account->account.ptr,
           (int)account->name.len, account->name.ptr,
           account->is_disabled ? "disabled" : "enabled");
    if (account->platform_role.len)
        printf("\tplatform: %.*s", (int)account->platform_role.len, account->platform_role.ptr);
    for (size_t i = 0; i < memberships->count; i++) {
        const struct membership_row *row = &memberships->items[i];
        printf("\t%.*s: %.*s", (int)row->enterprise_name.len, row->enterprise_name.ptr,
               (int)row->role.len, row->role.ptr);
    }
    putchar('\n');
}

static int list(const char *data_dir)
{
    char error[STORE_ERROR_CAP];
    struct store *store =
        store_open(&(struct store_setup){ .data_dir = data_dir, .mode = STORE_READER }, error);
    if (!store) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    struct th_arena arena;
    void *memory = malloc(LIST_ARENA_BYTES);
    th_arena_init(&arena, memory, memory ? LIST_ARENA_BYTES : 0);
    struct people_listing listing = { .arena = &arena, .take = show };
    enum th_status status = people_list(store, &listing);
    free(memory);
    store_close(store);
    if (status)
        fprintf(stderr, "%s\n", th_status_row(status)->en);
    return status ? 1 : 0;
}

int cmd_user(const char *data_dir, int argc, char **argv)
{
    struct people_request request = { 0 };
    char hash[PASSWORD_HASH_CAP];
    if (!parse(argc, argv, &request))
        return usage("user: every option is needed, once");
    if (th_str_equal(request.verb, TH_STR("list")))
        return list(data_dir);
    const char *fault = people_request_fault(&request);
    if (fault)
        return usage(fault);
    if (people_request_needs_password(&request)) {
        int failed = hash_password(hash);
        if (failed)
            return failed;
        request.password_hash = th_str_of(hash);
    }
    return change(data_dir, &request);
}
