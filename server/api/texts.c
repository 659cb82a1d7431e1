/* Heap memory of the process' life; the tables never change while it runs. */
#include "texts.h"

#include "openapi.h"
#include "sha256.h"

#include <stdlib.h>

static struct th_str print(void (*put)(struct th_buf *))
{
    char *room = malloc(OPENAPI_CAP);
    if (!room)
        return (struct th_str){ NULL, 0 };
    struct th_buf text;
    th_buf_init(&text, room, OPENAPI_CAP);
    put(&text);
    if (text.overflow) {
        free(room);
        return (struct th_str){ NULL, 0 };
    }
    char *fitted = realloc(room, text.len);
    return (struct th_str){ fitted ? fitted : room, text.len };
}

static void make_tag(struct th_str text, char out[67])
{
    out[0] = '"';
    th_sha256_hex(text, out + 1);
    out[65] = '"';
    out[66] = '\0';
}

bool api_texts_make(struct api_texts *texts)
{
    texts->openapi = print(openapi_put_json);
    texts->page = print(openapi_put_page);
    if (!texts->openapi.ptr || !texts->page.ptr)
        return false;
    make_tag(texts->openapi, texts->openapi_tag);
    make_tag(texts->page, texts->page_tag);
    return true;
}

void api_texts_free(struct api_texts *texts)
{
    free((void *)texts->openapi.ptr);
    free((void *)texts->page.ptr);
}
