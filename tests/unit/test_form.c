/* What every form's tables must satisfy, whichever forms there are; and the lists and helps they
 * point at. */
#include "envelope.h"
#include "explain.h"
#include "form.h"
#include "help.h"
#include "unit.h"

static void forms_are_found_by_id(void **state)
{
    for (size_t i = 0; i < th_form_count; i++) {
        assert_ptr_equal(th_form_find(th_forms[i]->id), th_forms[i]);
        assert_true(th_forms[i]->version >= 1);
        assert_non_null(th_forms[i]->calculate);
    }
    assert_null(th_form_find(TH_STR("novel")));
}

static void check_model(const struct th_model *model, int depth)
{
    size_t keys = 0;
    assert_true(depth < 8 && model->count > 0 && model->count <= 128);
    for (size_t i = 0; i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        assert_int_equal(th_model_find(model, field->name, i + 1), i); /* names are unique */
        assert_true(field->offset >= model->count && field->offset < model->size);
        assert_true(strlen(field->zh) > 0 && strlen(field->en) > 0);
        assert_true(field->lo <= field->hi);
        assert_true(field->kind != TH_KIND_ENUM || field->values->count > 0);
        keys += (field->flags & TH_KEY) != 0;
        if (field->child)
            check_model(field->child, depth + 1);
    }
    assert_int_equal(model->has_key, keys > 0);
}

static void tables_are_sound(void **state)
{
    for (size_t i = 0; i < th_form_count; i++) {
        check_model(th_forms[i]->doc, 0);
        check_model(th_forms[i]->result, 0);
    }
    check_model(&context_model, 0);
    check_model(&body_model, 0);
    check_model(&calculate_call_model, 0);
    check_model(&explanation_model, 0);
}

/* Confirms can be answered wherever they may arise. */
static void forms_with_confirms_take_confirmations(void **state)
{
    const struct th_model *doc = th_form_find(TH_STR("energy_report"))->doc;
    size_t index = th_model_find(doc, TH_STR("confirmations"), 0);
    assert_true(index < doc->count);
    assert_ptr_equal(doc->fields[index].child, &confirmation_row_model);
}

static void choices_are_found_by_id(void **state)
{
    for (size_t i = 0; i < th_enum_count; i++)
        for (uint32_t k = 0; k < th_enums[i]->count; k++)
            assert_int_equal(th_enum_find(th_enums[i], th_enums[i]->values[k].id), k);
    assert_int_equal(th_enum_find(&th_enum_flow, TH_STR("")), th_flow_count);
    assert_int_equal(th_flow_bought, 0); /* the default */
}

static bool names_a_field(const struct th_model *model, const struct th_help *help)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct th_field *field = &model->fields[i];
        if (th_help_find(model, field) == help ||
            (field->child && names_a_field(field->child, help)))
            return true;
    }
    return false;
}

static void a_help_belongs_to_a_field(void **state)
{
    static const struct {
        const char *model, *field;
    } helps[] = {
#define HELP(model, field, zh, en) { #model, #field },
#include "help.def"
#undef HELP
    };
    for (size_t i = 0; i < sizeof helps / sizeof helps[0]; i++) {
        const struct th_field field = { .name = th_str_of(helps[i].field) };
        const struct th_model model = { .name = helps[i].model };
        const struct th_help *help = th_help_find(&model, &field);
        bool used = names_a_field(&override_row_model, help);
        for (size_t k = 0; k < th_form_count; k++)
            used = used || names_a_field(th_forms[k]->doc, help);
        if (!used)
            fail_msg("help for %s.%s has no field", helps[i].model, helps[i].field);
    }
}

static void units_and_places_have_defaults(void **state)
{
    const struct th_field decimal = { .kind = TH_KIND_DECIMAL, .unit = "none" };
    const struct th_field amount = { .kind = TH_KIND_AMOUNT, .unit = "tCO2" };
    const struct th_field six = { .kind = TH_KIND_DECIMAL, .flags = TH_PLACES(6) };
    const struct th_field none = { .kind = TH_KIND_AMOUNT, .flags = TH_PLACES(0) };
    assert_int_equal(th_field_places(&decimal), 12);
    assert_int_equal(th_field_places(&amount), 2);
    assert_int_equal(th_field_places(&six), 6);
    assert_int_equal(th_field_places(&none), 0);
    assert_null(th_field_unit(&decimal));
    assert_string_equal(th_field_unit(&amount), "tCO₂");
}

static void a_place_is_taken_apart(void **state)
{
    struct th_at at;
    size_t index = 99;
    assert_true(th_at_parse(TH_STR("/doc/energy/3/m01"), &at));
    assert_int_equal(at.count, 3);
    assert_true(th_at_is(&at, 0, "energy"));
    assert_true(th_at_index(&at, 1, 4, &index));
    assert_int_equal(index, 3);
    assert_false(th_at_index(&at, 1, 3, &index));
    assert_false(th_at_index(&at, 2, 9, &index));
    assert_false(th_at_index(&at, 7, 9, &index));
    assert_false(th_at_parse(TH_STR("energy"), &at));
    assert_false(th_at_parse(TH_STR(""), &at));
    assert_false(th_at_parse(TH_STR("/"), &at));
    assert_false(th_at_parse(TH_STR("/doc"), &at));
    assert_false(th_at_parse(TH_STR("/energy/"), &at));
    assert_false(th_at_parse(TH_STR("/energy//m01"), &at));
    assert_true(th_at_parse(TH_STR("/doc/result/3"), &at));
    assert_true(th_at_is(&at, 0, "result")); /* one prefix is dropped, not two */
    assert_false(th_at_parse(TH_STR("/1/2/3/4/5/6"), &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_found_by_id),
        cmocka_unit_test(tables_are_sound),
        cmocka_unit_test(forms_with_confirms_take_confirmations),
        cmocka_unit_test(choices_are_found_by_id),
        cmocka_unit_test(a_help_belongs_to_a_field),
        cmocka_unit_test(units_and_places_have_defaults),
        cmocka_unit_test(a_place_is_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
