#include "answer_json.h"

#include "json_read.h"

#include <cJSON.h>
#include <string.h>

enum th_status json_answer_read(struct th_arena *arena, struct th_str text, struct json_answer *out)
{
    struct th_json_fault fault;
    out->arena = arena;
    enum th_status status = th_json_parse(arena, text, &out->root, &fault);
    if (status == TH_NO_MEMORY)
        return status;
    return status || !cJSON_IsObject(out->root) ? TH_PROVIDER_FAILED : TH_OK;
}

static const struct cJSON *find(const struct json_answer *answer, const char *path)
{
    const struct cJSON *at = answer->root;
    struct th_str rest = th_str_of(path);
    while (at && rest.len > 0) {
        char name[64] = "";
        struct th_str part = th_str_cut(&rest, '.');
        if (part.len >= sizeof name)
            return NULL;
        memcpy(name, part.ptr, part.len);
        uint32_t index;
        if (cJSON_IsArray(at))
            at = th_str_to_u32(part, &index) && index < 1000 ? cJSON_GetArrayItem(at, (int)index)
                                                             : NULL;
        else
            at = cJSON_GetObjectItemCaseSensitive(at, name);
    }
    return at;
}

bool json_answer_text(const struct json_answer *answer, const char *path, struct th_str *out)
{
    const struct cJSON *found = find(answer, path);
    if (!cJSON_IsString(found))
        return false;
    *out = th_str_of(found->valuestring);
    return out->len > 0;
}

static bool number_of_text(struct th_str text, int64_t *out)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    uint32_t value;
    if (!th_str_to_u32((struct th_str){ text.ptr + negative, text.len - negative }, &value))
        return false;
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

bool json_answer_number(const struct json_answer *answer, const char *path, int64_t *out)
{
    const struct cJSON *found = find(answer, path);
    if (cJSON_IsString(found))
        return number_of_text(th_str_of(found->valuestring), out);
    if (!cJSON_IsNumber(found) || found->valuedouble < -9e15 || found->valuedouble > 9e15)
        return false;
    *out = (int64_t)found->valuedouble;
    return (double)*out == found->valuedouble;
}
