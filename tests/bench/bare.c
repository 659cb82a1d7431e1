/* The ceiling that our server is compared with: bare CivetWeb, cJSON, doubles and one SQLite writer
 * with group commit. It looks the token up, sums the report, stores filing, revision, chain entry
 * and kept answer durably, and leaves out everything else that a product needs: gate, admission,
 * checks, exact decimals, canonical form, context, roles. With --empty it reads the body and
 * answers, nothing more. usage: bare PORT FOLDER SCHEMA.sql SEED.sql FACTORS | bare PORT --empty */
#include "sha256.h"

#include <cJSON.h>
#include <civetweb.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define READERS    2
#define GROUP_MAX  256
#define ANSWER_CAP 32768

struct factor {
    char carrier[32], unit[16];
    double tco2, tce;
};

struct filing {
    const char *enterprise, *site, *key;
    char account[64], id[40], input_hash[65], result_hash[65], chain_hash[65];
    int start, end;
    const char *input, *result;
    char answer[ANSWER_CAP];
    sem_t done;
    bool is_stored;
    struct filing *next;
};

static struct factor factors[32];
static size_t factor_count;
static sqlite3 *writer, *readers[READERS];
static sqlite3_stmt *find_session[READERS], *find_member[READERS];
static sqlite3_stmt *find_key, *find_overlap, *find_head, *put_filing, *put_revision, *put_chain,
    *put_key;
static size_t reader_count = READERS;
static size_t free_readers[READERS] = { 0, 1 };
static pthread_mutex_t reader_lock = PTHREAD_MUTEX_INITIALIZER,
                       queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t reader_freed = PTHREAD_COND_INITIALIZER,
                      queue_filled = PTHREAD_COND_INITIALIZER;
static struct filing *first, **last = &first;
static atomic_ulong numbers;
static volatile sig_atomic_t is_stopping;

static void die(const char *what)
{
    fprintf(stderr, "bare: %s\n", what);
    exit(2);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 4 << 20);
    if (!file || !text || !fread(text, 1, (4 << 20) - 1, file))
        die(path);
    fclose(file);
    return text;
}

/* ---- database ---- */

static void run(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        die(message);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    return statement;
}

static void text(sqlite3_stmt *statement, int index, const char *value)
{
    sqlite3_bind_text(statement, index, value, -1, SQLITE_STATIC);
}

static int step(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code;
}

static void open_database(const char *folder, const char *schema, const char *seed)
{
    char path[512];
    snprintf(path, sizeof path, "%s/bare.db", folder);
    if (sqlite3_open(path, &writer) != SQLITE_OK)
        die("the database cannot be opened");
    run(writer, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    char *script = read_file(schema), *rows = read_file(seed);
    run(writer, script);
    run(writer, rows);
    free(script);
    free(rows);
    find_key = prepare(writer, "SELECT 1 FROM idempotency WHERE account_id = ? AND key = ?");
    find_overlap = prepare(writer, "SELECT 1 FROM filing WHERE enterprise_id = ? AND form = "
                                   "'energy_report' AND site = ? AND start_month <= ? AND "
                                   "end_month >= ?");
    find_head = prepare(writer, "SELECT seq, hash FROM chain WHERE enterprise_id = ? ORDER BY seq "
                                "DESC LIMIT 1");
    put_filing = prepare(writer, "INSERT INTO filing (id, enterprise_id, site, form, start_month, "
                                 "end_month, revision) VALUES (?, ?, ?, 'energy_report', ?, ?, 1)");
    put_revision = prepare(writer, "INSERT INTO revision VALUES (?, 1, ?, ?, ?, ?, ?, ?)");
    put_chain = prepare(writer, "INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    put_key = prepare(writer, "INSERT INTO idempotency VALUES (?, ?, ?, ?)");
    for (size_t i = 0; i < READERS; i++) {
        if (sqlite3_open_v2(path, &readers[i], SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
            die("a read connection cannot be opened");
        run(readers[i], "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;");
        find_session[i] = prepare(readers[i], "SELECT account_id FROM session WHERE token_hash = ? "
                                              "AND expires_s > ?");
        find_member[i] = prepare(readers[i], "SELECT role FROM membership WHERE account_id = ? AND "
                                             "enterprise_id = ?");
    }
}

static bool ask(size_t reader, const char *token, struct filing *filing)
{
    unsigned char hash[32];
    struct th_sha256 sha;
    th_sha256_init(&sha);
    th_sha256_add(&sha, (struct th_str){ token, strlen(token) });
    th_sha256_end(&sha, hash);
    sqlite3_bind_blob(find_session[reader], 1, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_int64(find_session[reader], 2, time(NULL));
    bool is_known = sqlite3_step(find_session[reader]) == SQLITE_ROW;
    if (is_known)
        snprintf(filing->account, sizeof filing->account, "%s",
                 (const char *)sqlite3_column_text(find_session[reader], 0));
    sqlite3_reset(find_session[reader]);
    if (!is_known)
        return false;
    text(find_member[reader], 1, filing->account);
    text(find_member[reader], 2, filing->enterprise);
    return step(find_member[reader]) == SQLITE_ROW;
}

static bool is_allowed(const char *token, struct filing *filing)
{
    pthread_mutex_lock(&reader_lock);
    while (!reader_count)
        pthread_cond_wait(&reader_freed, &reader_lock);
    size_t reader = free_readers[--reader_count];
    pthread_mutex_unlock(&reader_lock);
    bool may = ask(reader, token, filing);
    pthread_mutex_lock(&reader_lock);
    free_readers[reader_count++] = reader;
    pthread_cond_signal(&reader_freed);
    pthread_mutex_unlock(&reader_lock);
    return may;
}

/* ---- the writer ---- */

static void chain(struct filing *filing, int64_t *seq, char prev[65])
{
    char line[512];
    *seq = 1;
    prev[0] = '\0';
    text(find_head, 1, filing->enterprise);
    if (sqlite3_step(find_head) == SQLITE_ROW) {
        *seq = sqlite3_column_int64(find_head, 0) + 1;
        snprintf(prev, 65, "%s", (const char *)sqlite3_column_text(find_head, 1));
    }
    sqlite3_reset(find_head);
    int size = snprintf(line, sizeof line, "%s\n%lld\n%s\n%s\n%s", prev, (long long)*seq,
                        filing->id, filing->input_hash, filing->result_hash);
    th_sha256_hex((struct th_str){ line, (size_t)size }, filing->chain_hash);
}

static bool is_new(struct filing *filing)
{
    text(find_key, 1, filing->account);
    text(find_key, 2, filing->key);
    text(find_overlap, 1, filing->enterprise);
    text(find_overlap, 2, filing->site);
    sqlite3_bind_int(find_overlap, 3, filing->end);
    sqlite3_bind_int(find_overlap, 4, filing->start);
    return step(find_key) == SQLITE_DONE && step(find_overlap) == SQLITE_DONE;
}

static bool put(struct filing *filing)
{
    int64_t seq, now = time(NULL);
    char prev[65];
    if (!is_new(filing))
        return false;
    chain(filing, &seq, prev);
    snprintf(filing->answer, ANSWER_CAP,
             "{\"id\":\"%s\",\"revision\":1,\"chain\":{\"seq\":%lld,\"hash\":\"%s\"},\"receipt\":{"
             "\"input\":\"%s\",\"result\":\"%s\"},\"filing\":%s,\"result\":%s}",
             filing->id, (long long)seq, filing->chain_hash, filing->input_hash,
             filing->result_hash, filing->input, filing->result);
    text(put_filing, 1, filing->id);
    text(put_filing, 2, filing->enterprise);
    text(put_filing, 3, filing->site);
    sqlite3_bind_int(put_filing, 4, filing->start);
    sqlite3_bind_int(put_filing, 5, filing->end);
    text(put_revision, 1, filing->id);
    text(put_revision, 2, filing->account);
    sqlite3_bind_int64(put_revision, 3, now);
    text(put_revision, 4, filing->input_hash);
    text(put_revision, 5, filing->result_hash);
    text(put_revision, 6, filing->input);
    text(put_revision, 7, filing->result);
    text(put_chain, 1, filing->enterprise);
    sqlite3_bind_int64(put_chain, 2, seq);
    text(put_chain, 3, filing->id);
    text(put_chain, 4, filing->account);
    sqlite3_bind_int64(put_chain, 5, now);
    text(put_chain, 6, filing->input_hash);
    text(put_chain, 7, filing->result_hash);
    text(put_chain, 8, prev);
    text(put_chain, 9, filing->chain_hash);
    text(put_key, 1, filing->account);
    text(put_key, 2, filing->key);
    sqlite3_bind_blob(put_key, 3, filing->input_hash, 32, SQLITE_STATIC);
    text(put_key, 4, filing->answer);
    return step(put_filing) == SQLITE_DONE && step(put_revision) == SQLITE_DONE &&
           step(put_chain) == SQLITE_DONE && step(put_key) == SQLITE_DONE;
}

static struct filing *take_group(void)
{
    pthread_mutex_lock(&queue_lock);
    while (!first)
        pthread_cond_wait(&queue_filled, &queue_lock);
    struct filing *group = first, *end = first;
    for (int count = 1; end->next && count < GROUP_MAX; count++)
        end = end->next;
    first = end->next;
    end->next = NULL;
    if (!first)
        last = &first;
    pthread_mutex_unlock(&queue_lock);
    return group;
}

static void *write_groups(void *unused)
{
    for (;;) {
        struct filing *group = take_group();
        run(writer, "BEGIN IMMEDIATE");
        for (struct filing *filing = group; filing; filing = filing->next)
            filing->is_stored = put(filing);
        run(writer, "COMMIT");
        while (group) {
            struct filing *filing = group;
            group = group->next;
            sem_post(&filing->done);
        }
    }
    return unused;
}

static void store(struct filing *filing)
{
    sem_init(&filing->done, 0, 0);
    filing->next = NULL;
    pthread_mutex_lock(&queue_lock);
    *last = filing;
    last = &filing->next;
    pthread_cond_signal(&queue_filled);
    pthread_mutex_unlock(&queue_lock);
    while (sem_wait(&filing->done) != 0)
        ;
    sem_destroy(&filing->done);
}

/* ---- a report ---- */

static const struct factor *factor_of(const char *carrier, const char *unit)
{
    for (size_t i = 0; i < factor_count; i++)
        if (strcmp(factors[i].carrier, carrier) == 0 && strcmp(factors[i].unit, unit) == 0)
            return &factors[i];
    return NULL;
}

static const char *member(const cJSON *object, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return value ? value : "";
}

static int month_of(const cJSON *period, const char *name)
{
    char *rest;
    long year = strtol(member(period, name), &rest, 10);
    return (int)(year * 12 + (*rest ? strtol(rest + 1, NULL, 10) : 0) - 1);
}

/* NULL when a carrier is unknown. */
static char *calculate(const cJSON *doc)
{
    static const char *const names[] = { "m01", "m02", "m03", "m04", "m05", "m06",
                                         "m07", "m08", "m09", "m10", "m11", "m12" };
    double month_tco2[12] = { 0 }, month_tce[12] = { 0 }, tco2 = 0, tce = 0;
    cJSON *result = cJSON_CreateObject(), *carriers = cJSON_AddArrayToObject(result, "carriers");
    const cJSON *row;
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(doc, "energy"))
    {
        const struct factor *factor = factor_of(member(row, "carrier"), member(row, "unit"));
        double quantity = 0;
        if (!factor) {
            cJSON_Delete(result);
            return NULL;
        }
        for (int m = 0; m < 12; m++) {
            double cell = strtod(member(row, names[m]), NULL);
            month_tco2[m] += cell * factor->tco2;
            month_tce[m] += cell * factor->tce;
            quantity += cell;
        }
        cJSON *out = cJSON_CreateObject();
        cJSON_AddStringToObject(out, "carrier", factor->carrier);
        cJSON_AddNumberToObject(out, "quantity", quantity);
        cJSON_AddNumberToObject(out, "tco2", quantity * factor->tco2);
        cJSON_AddNumberToObject(out, "tce", quantity * factor->tce);
        cJSON_AddItemToArray(carriers, out);
    }
    cJSON *months = cJSON_AddArrayToObject(result, "months");
    for (int m = 0; m < 12; m++) {
        cJSON *out = cJSON_CreateObject();
        cJSON_AddNumberToObject(out, "tco2", month_tco2[m]);
        cJSON_AddNumberToObject(out, "tce", month_tce[m]);
        cJSON_AddItemToArray(months, out);
        tco2 += month_tco2[m];
        tce += month_tce[m];
    }
    cJSON_AddNumberToObject(result, "tco2", tco2);
    cJSON_AddNumberToObject(result, "tce", tce);
    char *printed = cJSON_PrintUnformatted(result);
    cJSON_Delete(result);
    return printed;
}

static bool submit(struct filing *filing, const char *body, const cJSON *json)
{
    char *result = calculate(cJSON_GetObjectItemCaseSensitive(json, "doc"));
    const cJSON *period = cJSON_GetObjectItemCaseSensitive(json, "period");
    if (!result)
        return false;
    filing->site = member(json, "site");
    filing->start = month_of(period, "start");
    filing->end = month_of(period, "end");
    filing->input = body;
    filing->result = result;
    snprintf(filing->id, sizeof filing->id, "f%08lx%016lx", (unsigned long)time(NULL),
             atomic_fetch_add(&numbers, 1) * 2654435761UL);
    th_sha256_hex(th_str_of(body), filing->input_hash);
    th_sha256_hex(th_str_of(result), filing->result_hash);
    store(filing);
    free(result);
    return filing->is_stored;
}

/* ---- HTTP ---- */

static int answer(struct mg_connection *connection, int status, const char *body)
{
    mg_printf(connection,
              "HTTP/1.1 %d -\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
              "Connection: keep-alive\r\n\r\n%s",
              status, strlen(body), body);
    return status;
}

static int on_filing(struct mg_connection *connection, const char *body)
{
    char enterprise[64];
    const struct mg_request_info *info = mg_get_request_info(connection);
    const char *token = mg_get_header(connection, "Authorization");
    const char *key = mg_get_header(connection, "Idempotency-Key");
    struct filing *filing = calloc(1, sizeof *filing);
    cJSON *json = cJSON_Parse(body);
    int status = 400;
    if (filing && json && token && key &&
        sscanf(info->local_uri, "/v1/enterprises/%63[^/]/filings", enterprise) == 1) {
        filing->enterprise = enterprise;
        filing->key = key;
        status = !is_allowed(token + 7, filing) ? 401 : submit(filing, body, json) ? 201 : 409;
    }
    answer(connection, status, status == 201 ? filing->answer : "{}");
    cJSON_Delete(json);
    free(filing);
    return status;
}

static int on_request(struct mg_connection *connection)
{
    const struct mg_request_info *info = mg_get_request_info(connection);
    size_t size = info->content_length > 0 ? (size_t)info->content_length : 0, got = 0;
    char *body = calloc(1, size + 1);
    while (body && got < size) {
        int more = mg_read(connection, body + got, size - got);
        if (more <= 0)
            break;
        got += (size_t)more;
    }
    int status =
        info->user_data ? answer(connection, 200, "{}") : on_filing(connection, body ? body : "");
    free(body);
    return status;
}

static void read_factors(const char *path)
{
    FILE *file = fopen(path, "r");
    struct factor *factor = factors;
    if (!file)
        die(path);
    while (factor_count < 32 && fscanf(file, "%31s %15s %lf %lf", factor->carrier, factor->unit,
                                       &factor->tco2, &factor->tce) == 4)
        factor = &factors[++factor_count];
    fclose(file);
}

static void on_signal(int number)
{
    (void)number;
    is_stopping = 1;
}

int main(int argc, char **argv)
{
    bool is_empty = argc == 3 && strcmp(argv[2], "--empty") == 0;
    pthread_t thread;
    if (argc != 6 && !is_empty)
        return 2;
    const char *options[] = { "listening_ports",
                              argv[1],
                              "num_threads",
                              "512",
                              "enable_keep_alive",
                              "yes",
                              "tcp_nodelay",
                              "1",
                              "connection_queue",
                              "1024",
                              "listen_backlog",
                              "1024",
                              "request_timeout_ms",
                              "5000",
                              "keep_alive_timeout_ms",
                              "1000",
                              NULL };
    const struct mg_callbacks callbacks = { .begin_request = on_request };
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_signal);
    if (!is_empty) {
        open_database(argv[2], argv[3], argv[4]);
        read_factors(argv[5]);
        if (pthread_create(&thread, NULL, write_groups, NULL) != 0)
            die("no thread");
    }
    mg_init_library(0);
    struct mg_context *context = mg_start(&callbacks, is_empty ? options : NULL, options);
    if (!context)
        die("the port cannot be opened");
    struct mg_server_port port;
    mg_get_server_ports(context, 1, &port);
    printf("http://127.0.0.1:%d\n", port.port);
    fflush(stdout);
    while (!is_stopping)
        usleep(50000);
    _exit(0);
}
