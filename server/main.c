/* The program `tanheng`: one table of commands. Settings are read here and nowhere else. */
#include "api.h"
#include "app.h"
#include "auth.h"
#include "cli_call.h"
#include "commands.h"
#include "keeping.h"
#include "log.h"
#include "probe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2 };

typedef int (*plain_command)(int argc, char **argv);
typedef int (*data_command)(const char *data_dir, int argc, char **argv);
typedef int (*config_command)(const struct config *config, int argc, char **argv);

static int cmd_serve(const struct config *config, int argc, char **argv);
static int cmd_config(const struct config *config, int argc, char **argv);
static int cmd_probe(const struct config *config, int argc, char **argv);
static int cmd_help(int argc, char **argv);

static const struct command {
    const char *name, *zh, *en;
    plain_command plain;       /* reads no settings */
    data_command on_data;      /* needs the data folder */
    config_command configured; /* needs all settings */
} commands[] = {
    { "serve", "启动服务器", "run the server", NULL, NULL, cmd_serve },
    { "call", "从标准输入读取请求信封，输出核心的应答", "answer an envelope from standard input",
      cli_call, NULL, NULL },
    { "user", "管理账号：tanheng user add | role | platform | password | disable | enable | list",
      "accounts: tanheng user add | role | platform | password | disable | enable | list", NULL,
      cmd_user, NULL },
    { "verify", "校验全部链与回执，指出第一处不符；--checkpoint 另与检查点比对",
      "check all chains and receipts; --checkpoint also against a checkpoint", NULL, cmd_verify,
      NULL },
    { "key", "生成签名或备份密钥：tanheng key FILE",
      "make a key for checkpoints or backups: key FILE", cmd_key, NULL, NULL },
    { "checkpoint", "签署检查点：tanheng checkpoint --key FILE OUT",
      "sign what the database holds: checkpoint --key FILE OUT", NULL, cmd_checkpoint, NULL },
    { "prove", "证明某企业的链在检查点内：tanheng prove CHECKPOINT ENTERPRISE",
      "prove that a checkpoint holds a chain: prove CHECKPOINT ENTERPRISE", cmd_prove, NULL, NULL },
    { "backup", "备份到新文件：tanheng backup [--key KEY] FILE",
      "copy the database into a new FILE, encrypted with a key", NULL, cmd_backup, NULL },
    { "restore", "从备份恢复到空目录：tanheng restore [--key KEY] FILE",
      "restore FILE into an empty data folder", NULL, cmd_restore, NULL },
    { "migrate", "升级数据库结构", "bring the database to this program's schema", NULL, cmd_migrate,
      NULL },
    { "probe", "检查本机服务器是否应答：tanheng probe [--ready]",
      "ask this machine's server for a sign of life: tanheng probe [--ready]", NULL, NULL,
      cmd_probe },
    { "config", "显示生效的设置及其来源；--help 列出全部",
      "show the settings in force; --help lists all", NULL, NULL, cmd_config },
    { "openapi", "生成接口文档：tanheng openapi DIR", "write openapi.json and api.md into DIR",
      cmd_openapi, NULL, NULL },
    { "version", "显示版本", "show the version", cli_version, NULL, NULL },
    { "help", "显示本帮助", "show this help", cmd_help, NULL, NULL },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static int refuse_arguments(int argc, char **argv)
{
    if (argc <= 1) {
        return EXIT_GOOD;
    }
    (void)fprintf(stderr, "tanheng %s: unknown option %s; `tanheng config --help` lists them\n",
                  argv[0], argv[1]);
    return EXIT_USAGE;
}

/* ---- serve ---- */

static sigset_t watched_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

static void wait_for_stop(const sigset_t *set)
{
    int number = 0;

    while (sigwait(set, &number) == 0 && number == SIGHUP) {
        if (!log_reopen()) {
            log_message(LOG_ERROR, "log_reopen", th_str_of(strerror(errno)));
        }
    }
}

/* systemd's protocol: the deadline counts for the process that it names. */
static struct app_manager manager_from_environment(void)
{
    const char *socket = getenv("NOTIFY_SOCKET"), *deadline = getenv("WATCHDOG_USEC"),
               *process = getenv("WATCHDOG_PID");
    const bool is_ours = process == NULL || strtol(process, NULL, 10) == (long)getpid();

    return (struct app_manager){
        .notify_socket = socket,
        .watchdog_us = deadline != NULL && is_ours ? strtoull(deadline, NULL, 10) : 0,
    };
}

static int run_server(const struct config *config)
{
    const struct app_manager manager = manager_from_environment();
    char error[APP_ERROR_CAP] = "";
    const sigset_t set = watched_signals();

    (void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread: all of them inherit it */
    (void)signal(SIGXFSZ, SIG_IGN); /* a file size limit is a full disk: 503, not the end */
    struct app *app = app_start(config, &manager, error);
    if (app == NULL) {
        (void)fprintf(stderr, "tanheng: %s\n", error);
        return EXIT_BAD;
    }
    (void)printf("tanheng: ready at %s\n", app_url(app));
    (void)fflush(stdout);
    log_message(LOG_INFO, "start", th_str_of(app_url(app)));
    wait_for_stop(&set);
    if (!app_stop(app)) {
        log_message(LOG_WARN, "stopped", TH_STR("some requests did not finish in time"));
    }
    return EXIT_GOOD;
}

static int cmd_serve(const struct config *config, int argc, char **argv)
{
    enum log_level level;
    const int usage = refuse_arguments(argc, argv);

    if (usage != EXIT_GOOD) {
        return usage;
    }
    if (!log_level_parse(th_str_of(config->log_level), &level) ||
        !log_open(config->log_file, level)) {
        (void)fprintf(stderr, "tanheng: log_file %s: %s\n", config->log_file, strerror(errno));
        return EXIT_BAD;
    }
    const int status = run_server(config);
    log_close();
    return status;
}

/* ---- probe ---- */

#define PROBE_MS 5000

/* Alive: whatever answers. A server that is full says so and lives. */
static int tell_probe(const struct probe_result *result, const char *url, bool asks_ready)
{
    const bool is_good = asks_ready ? result->status == 200 : result->outcome != PROBE_SILENT;

    (void)fprintf(is_good ? stdout : stderr, "tanheng: %s %s\n", url, result->line);
    return is_good ? EXIT_GOOD : EXIT_BAD;
}

static int cmd_probe(const struct config *config, int argc, char **argv)
{
    char url[128], error[256], host[256];
    const bool asks_ready = argc == 2 && strcmp(argv[1], "--ready") == 0;
    const int usage = asks_ready ? EXIT_GOOD : refuse_arguments(argc, argv);

    if (usage != EXIT_GOOD) {
        return usage;
    }
    if (!probe_url(config->listen, config->tls_cert[0] != '\0', url, error)) {
        (void)fprintf(stderr, "tanheng: %s\n", error);
        return EXIT_USAGE;
    }
    probe_host(config->hosts, host);
    const struct probe_target target = { url, host, asks_ready ? "/readyz" : "/healthz", PROBE_MS };
    const struct probe_result result = probe(&target);
    return tell_probe(&result, url, asks_ready);
}

/* ---- small commands ---- */

static int print(const struct th_buf *out)
{
    const struct th_str text = th_buf_view(out);
    return fwrite(text.ptr, 1, text.len, stdout) == text.len && !out->overflow ? EXIT_GOOD
                                                                               : EXIT_BAD;
}

static int cmd_config(const struct config *config, int argc, char **argv)
{
    static char text[32 * 1024];
    struct th_buf out;

    th_buf_init(&out, text, sizeof(text));
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        config_write_help(&out, true);
        config_write_help(&out, false);
        return print(&out);
    }
    const int usage = refuse_arguments(argc, argv);
    if (usage != EXIT_GOOD) {
        return usage;
    }
    config_write(config, &out);
    return print(&out);
}

static void print_usage(FILE *stream)
{
    (void)fprintf(stream, "tanheng COMMAND [options]    碳衡\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)fprintf(stream, "  %-9s %s / %s\n", commands[i].name, commands[i].zh, commands[i].en);
    }
    (void)fprintf(stream, "\nSettings come from --config FILE, TANHENG_* and --flags: "
                          "tanheng config --help\n");
}

static int cmd_help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    print_usage(stdout);
    return EXIT_GOOD;
}

/* ---- the table ---- */

static int run(const struct command *command, int argc, char **argv)
{
    static struct config config; /* 6 KB, too much for the stack; main's thread only */
    char error[CONFIG_ERROR_CAP];

    if (command->plain != NULL) {
        return command->plain(argc, argv);
    }
    if (!config_load(&config, &argc, argv, error)) {
        (void)fprintf(stderr, "tanheng: %s\n", error);
        return EXIT_USAGE;
    }
    return command->on_data != NULL ? command->on_data(config.data, argc, argv)
                                    : command->configured(&config, argc, argv);
}

/* Memory holds passwords, tokens and figures: no dump, and no reading by others of this account. */
static void keep_memory_private(void)
{
    const struct rlimit no_core = { 0, 0 };

    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    keep_memory_private();
    if (strcmp(name, "--help") == 0) {
        name = "help";
    } else if (strcmp(name, "--version") == 0) {
        name = "version";
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return run(&commands[i], argc - 1, argv + 1);
        }
    }
    print_usage(stderr);
    return EXIT_USAGE;
}
