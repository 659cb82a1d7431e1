/* The generator: its output is what the tree holds, and a faulty table stops it with file and line.
 */
#include "sha256.h"
#include "unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], data[128], output[128];

static void read_text(const char *path, char *out, size_t cap)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(out, 1, cap - 1, file);
    assert_true(length < cap - 1);
    out[length] = '\0';
    fclose(file);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Runs the generator on the copied tables; its standard error lands in `message`. */
static int run_generator(char *message, size_t cap)
{
    char log[160];
    snprintf(log, sizeof log, "%s/log", folder);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (!freopen(log, "wb", stderr))
            _exit(126);
        execl(TH_GEN, TH_GEN, data, output, (char *)NULL);
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    read_text(log, message, cap);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char room[1 << 20], message[4096];

static int copy_tables(void **state)
{
    strcpy(folder, "/tmp/tanheng-gen-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(data, sizeof data, "%s/data", folder);
    snprintf(output, sizeof output, "%s/out", folder);
    mkdir(data, 0777);
    DIR *tables = opendir(TH_CORE "/data");
    assert_non_null(tables);
    for (struct dirent *entry; (entry = readdir(tables));) {
        char from[512], to[512];
        if (!strstr(entry->d_name, ".csv"))
            continue;
        snprintf(from, sizeof from, TH_CORE "/data/%s", entry->d_name);
        snprintf(to, sizeof to, "%s/%s", data, entry->d_name);
        read_text(from, room, sizeof room);
        write_text(to, room);
    }
    closedir(tables);
    return 0;
}

static void remove_folder(const char *path)
{
    DIR *open = opendir(path);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        char name[512];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (unlink(name) != 0)
            remove_folder(name);
    }
    if (open)
        closedir(open);
    rmdir(path);
}

static int remove_tables(void **state)
{
    remove_folder(folder);
    return 0;
}

static void assert_same_file(const char *name)
{
    static char fresh[1 << 20];
    char path[512];
    snprintf(path, sizeof path, "%s/%s", output, name);
    read_text(path, fresh, sizeof fresh);
    snprintf(path, sizeof path, TH_CORE "/generated/%s", name);
    read_text(path, room, sizeof room);
    assert_string_equal(fresh, room);
}

static void test_its_output_is_what_the_tree_holds(void **state)
{
    assert_int_equal(run_generator(message, sizeof message), 0);
    static const char *const names[] = {
        "units_table.c", "carriers_table.c",   "plausible_table.c",
        "packs_table.c", "packs/CN-2024.pack", "packs/CN-2025.pack"
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_same_file(names[i]);
}

/* Filings hold the SHA-256 of their pack: a released pack stays as it is, new rows go into a new
 * edition. */
static void test_a_released_pack_never_changes(void **state)
{
    static char packs[1 << 16];
    size_t released = 0;
    read_text(TH_CORE "/data/packs.csv", packs, sizeof packs);
    DIR *open = opendir(TH_CORE "/generated/packs");
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));) {
        char path[512], id[300], hex[TH_HEX_CAP];
        if (!strstr(entry->d_name, ".pack"))
            continue;
        snprintf(path, sizeof path, TH_CORE "/generated/packs/%s", entry->d_name);
        read_text(path, room, sizeof room);
        th_sha256_hex(th_str_of(room), hex);
        snprintf(id, sizeof id, "\n%.*s,", (int)(strlen(entry->d_name) - 5), entry->d_name);
        char *row = strstr(packs, id);
        assert_non_null(row);
        char *end = strchr(row + 1, '\n');
        *end = '\0';
        if (!strstr(row, hex))
            fail_msg("%s has the SHA-256 %s, packs.csv says otherwise", entry->d_name, hex);
        *end = '\n';
        released++;
    }
    closedir(open);
    assert_int_equal(released, 2);
}

struct fault {
    const char *file, *from, *to, *says;
};

/* Each replaces one text of one table; the message must name the file, the line and the trouble. */
static const struct fault faults[] = {
    { "units.csv", "id,symbol,zh", "id,symbol,cn",
      "units.csv:1: this column is missing or misplaced: zh" },
    { "units.csv", ",source\n", ",source,extra\n", "units.csv:1: too many fields" },
    { "units.csv", "kg,kg,千克,kilogram,mass,1,0,SI base unit", "kg,kg,千克,kilogram,mass,1,0,",
      "units.csv:3: empty source" },
    { "units.csv", "kg,kg,千克,kilogram,mass,1,0,SI base unit",
      "kg,kg,千克,kilogram,mass,1,SI base unit", "units.csv:3: too few fields" },
    { "units.csv", "kg,kg,千克", "t,kg,千克", "units.csv:3: id stands twice: t" },
    { "units.csv", "kilogram,mass,1,0", "kilogram,mass,1,x",
      "units.csv:3: is not a small whole number: power" },
    { "carriers.csv", "diesel,柴油", "\"diesel,柴油", "carriers.csv:7: " },
    { "carriers.csv", "Diesel,oil,fuel,oil,t,t;kg", "Diesel,oil,fuel,oil,t,t;m3",
      "carriers.csv:7: unit of another family: m3" },
    { "carriers.csv", "Diesel,oil,fuel,oil,t,t;kg", "Diesel,oil,fuel,oil,t,kg",
      "carriers.csv:7: the canonical unit is not allowed" },
    { "carriers.csv", "Diesel,oil,fuel,oil", "Diesel,oil,fule,oil",
      "carriers.csv:7: unknown kind: fule" },
    { "carriers.csv", "Diesel,oil,fuel,oil,t,t;kg,0", "Diesel,oil,fuel,oil,t,t;kg,1",
      "carriers.csv:7: biogenic differs from the factor row: EF122" },
    { "carriers.csv", "Diesel,oil,fuel,oil,t,t;kg,0", "Diesel,oil,fuel,oil,t,t;kg,no",
      "carriers.csv:7: is neither 0 nor 1: biogenic" },
    { "carriers.csv", "Diesel,oil,fuel,oil,t,t;kg,0,CN-2024",
      "Diesel,oil,fuel,oil,t,t;kg,0,CN-2023",
      "carriers.csv:7: first_pack is not in packs.csv: CN-2023" },
    { "limits.csv", "coal,5,35", "coal,5e0,35", "limits.csv:2: is no decimal: 5e0" },
    { "limits.csv", "ncv_gj,coal", "ncv_gj,cole",
      "limits.csv:2: the subject is neither carrier nor group: cole" },
    { "energy_factors.csv", "42.652,,,,20.2,98", "42.652,,,,2O.2,98", "cc_tC_per_TJ: 2O.2" },
    { "energy_factors.csv", "98,73.700,3.02020242,,A,,A", "98,73.700,3.02020242,,A,,D",
      "unknown confidence: D" },
    { "grid_factors.csv", "average,0.4419,tCO2/MWh", "average,0.4419,kgCO2/kWh",
      "unit is not tCO2/MWh" },
    { "grid_factors.csv", "广东,guangdong,2023", "广东,guangdon,2023",
      "area is not in areas.csv: guangdon" },
    { "grid_factors.csv",
      "生态环境部 国家统计局 公告2025年第47号 (2025-12-31) 2023年电力二氧化碳排放因子", "",
      "grid_factors.csv:2: empty source" },
};

static void replace_once(const char *path, const char *from, const char *to)
{
    static char changed[1 << 20];
    read_text(path, room, sizeof room);
    char *at = strstr(room, from);
    if (!at)
        fail_msg("%s holds no %s", path, from);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - room), room, to, at + strlen(from));
    write_text(path, changed);
}

static void test_a_later_carrier_leaves_older_packs_alone(void **state)
{
    char path[512];
    snprintf(path, sizeof path, "%s/carriers.csv", data);
    replace_once(path, "Diesel,oil,fuel,oil,t,t;kg,0,CN-2024",
                 "Diesel,oil,fuel,oil,t,t;kg,0,CN-2025");
    assert_int_equal(run_generator(message, sizeof message), 0);
    assert_same_file("packs/CN-2025.pack");
    snprintf(path, sizeof path, "%s/packs/CN-2024.pack", output);
    read_text(path, room, sizeof room);
    assert_null(strstr(room, "fuel,diesel,"));
    assert_non_null(strstr(room, "fuel,gasoline,"));
}

static void test_a_faulty_table_stops_it_at_its_line(void **state)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        static char good[1 << 20];
        char path[512];
        snprintf(path, sizeof path, "%s/%s", data, faults[i].file);
        read_text(path, good, sizeof good);
        replace_once(path, faults[i].from, faults[i].to);
        int code = run_generator(message, sizeof message);
        write_text(path, good);
        if (code != 1 || !strstr(message, faults[i].says))
            fail_msg("%s: exit %d, said \"%s\" instead of \"%s\"", faults[i].to, code, message,
                     faults[i].says);
    }
}

static void test_a_table_without_final_newline_is_cut(void **state)
{
    char path[512];
    snprintf(path, sizeof path, "%s/areas.csv", data);
    read_text(path, room, sizeof room);
    room[strlen(room) - 1] = '\0';
    write_text(path, room);
    assert_int_equal(run_generator(message, sizeof message), 1);
    assert_non_null(strstr(message, "areas.csv:39: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_its_output_is_what_the_tree_holds, copy_tables,
                                        remove_tables),
        cmocka_unit_test(test_a_released_pack_never_changes),
        cmocka_unit_test_setup_teardown(test_a_later_carrier_leaves_older_packs_alone, copy_tables,
                                        remove_tables),
        cmocka_unit_test_setup_teardown(test_a_faulty_table_stops_it_at_its_line, copy_tables,
                                        remove_tables),
        cmocka_unit_test_setup_teardown(test_a_table_without_final_newline_is_cut, copy_tables,
                                        remove_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
