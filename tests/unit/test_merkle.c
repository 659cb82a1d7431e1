/* The hash tree against the vectors of Certificate Transparency's reference, and every path of
 * trees of many sizes. */
#include "merkle.h"
#include "unit.h"

#include <string.h>

#define LEAVES 8
static const struct th_str lines[LEAVES] = {
    { "", 0 },   { "\x00", 1 }, { "\x10", 1 },     { " !", 2 },
    { "01", 2 }, { "@ABC", 4 }, { "PQRSTUVW", 8 }, { "`abcdefghijklmno", 16 },
};

static void expect_hex(const struct merkle_hash *hash, const char *expected)
{
    char hex[65];
    th_hex(hash->bytes, sizeof hash->bytes, hex);
    hex[64] = '\0';
    assert_string_equal(hex, expected);
}

static void roots_are_those_of_the_reference(void **state)
{
    (void)state;
    struct merkle_hash leaves[LEAVES];
    for (int i = 0; i < LEAVES; i++)
        leaves[i] = merkle_leaf(lines[i]);
    struct merkle_hash none = merkle_root(leaves, 0), one = merkle_root(leaves, 1),
                       all = merkle_root(leaves, LEAVES);
    expect_hex(&none, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_hex(&one, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect_hex(&all, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

/* RFC 9162, section 2.1.3.2. */
static struct merkle_hash climb(struct merkle_hash hash, const struct merkle_path *path,
                                size_t index, size_t last)
{
    for (size_t i = 0; i < path->count; i++) {
        if (index % 2 || index == last) {
            hash = merkle_pair(&path->steps[i], &hash);
            for (; index && index % 2 == 0; index /= 2)
                last /= 2;
        } else {
            hash = merkle_pair(&hash, &path->steps[i]);
        }
        index /= 2;
        last /= 2;
    }
    return hash;
}

static void every_leaf_of_every_size_has_its_path(void **state)
{
    (void)state;
    struct merkle_hash leaves[70];
    for (unsigned i = 0; i < 70; i++)
        leaves[i] = merkle_leaf((struct th_str){ (const char *)&i, sizeof i });
    for (size_t count = 1; count <= 70; count++) {
        struct merkle_hash root = merkle_root(leaves, count);
        for (size_t i = 0; i < count; i++) {
            struct merkle_path path;
            merkle_prove(leaves, count, i, &path);
            struct merkle_hash found = climb(leaves[i], &path, i, count - 1);
            assert_memory_equal(&found, &root, sizeof root);
            if (count > 1) {
                found = climb(leaves[(i + 1) % count], &path, i, count - 1);
                assert_memory_not_equal(&found, &root, sizeof root);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_of_the_reference),
        cmocka_unit_test(every_leaf_of_every_size_has_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
