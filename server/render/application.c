/* The application form (requirements F-2.4): printed, signed and stamped by the enterprise, scanned
 * and handed in. */
#include "document.h"
#include "page.h"

#include <stdio.h>

#define ROWS 50.0 /* what a heading has below it at least */

TH_MODEL_DEFINE(render_application, RENDER_APPLICATION)

static void head(const void *document, struct page *page)
{
    const struct render_application *form = document;
    char day[16] = "";
    struct th_buf text;
    uint32_t number = 0;
    th_buf_init(&text, day, sizeof day - 1);
    th_day_write(&text, form->date);
    (void)th_str_to_u32((struct th_str){ day + 8, 2 }, &number);
    page->head = (struct page_head){ .title = form->title,
                                     .number = form->number,
                                     .code = form->code,
                                     .year = th_month_year(th_day_month(form->date)),
                                     .month = th_month_number(th_day_month(form->date)),
                                     .day = (int)number };
}

/* A cell without text is left out; the other then has the row. */
static void row(struct page *page, struct page_cell first, struct page_cell second)
{
    struct page_cell cells[2];
    size_t count = 0;
    if (first.text.len)
        cells[count++] = first;
    if (second.text.len)
        cells[count++] = second;
    if (count)
        page_row(page, cells, count);
}

static const struct page_cell nothing = { { NULL, 0 }, { NULL, 0 } };

static struct page_cell cell(const char *label, struct th_str text)
{
    return (struct page_cell){ th_str_of(label), text };
}

static void put_enterprise(struct page *page, const struct render_application *form)
{
    page_heading(page, TH_STR("一、企业信息"), ROWS);
    row(page, cell("企业名称", form->enterprise_name), nothing);
    row(page, cell("统一社会信用代码", form->uscc), nothing);
    row(page, cell("住所", form->address), nothing);
    row(page, cell("法定代表人", form->legal_name), cell("证件类型", form->legal_id_type));
    row(page, cell("证件号码", form->legal_id_number), nothing);
}

static void put_agent(struct page *page, const struct render_application *form, struct th_str who)
{
    char text[64];
    (void)snprintf(text, sizeof text, "二、%.*s信息", (int)who.len, who.ptr);
    page_heading(page, th_str_of(text), ROWS);
    row(page, cell("姓名", form->agent_name), cell("手机号码", form->agent_phone));
    row(page, cell("证件类型", form->agent_id_type), cell("证件号码", form->agent_id_number));
    row(page, cell("授权模块", form->modules), nothing);
    row(page, cell("授权期限", form->term), nothing);
}

static void put_signatures(struct page *page, struct th_str who)
{
    char signer[64];
    const struct th_str day = TH_STR("日期：　　　　年　　月　　日");
    (void)snprintf(signer, sizeof signer, "%.*s（签字）：", (int)who.len, who.ptr);
    const struct page_field fields[2] = {
        { TH_STR("签字"), { TH_STR("法定代表人（签字）："), th_str_of(signer), day } },
        { TH_STR("申请单位（盖章）"), { { NULL, 0 }, { NULL, 0 }, day } },
    };
    page_heading(page, TH_STR("四、签字与盖章"), PAGE_SIGN);
    page_sign(page, fields);
}

/* What the fonts lack is printed as a box with its number: somebody has to write it by hand. */
static void put_strays(struct page *page)
{
    char text[512];
    struct th_buf out;
    if (page->stray_count == 0)
        return;
    th_buf_init(&out, text, sizeof text);
    th_buf_put(&out, TH_STR("本表有字库未收录的字符，已印为方框，请在方框处手写补正："));
    for (size_t i = 0; i < page->stray_count; i++) {
        char point[16];
        (void)snprintf(point, sizeof point, "%sU+%04X", i ? "、" : "", (unsigned)page->strays[i]);
        th_buf_put(&out, th_str_of(point));
    }
    page_note(page, TH_STR("※"), th_buf_view(&out));
}

static void put_notes(struct page *page, const struct render_application *form)
{
    page_gap(page, 8);
    for (size_t i = 0; i < form->notes.count; i++) {
        char mark[24];
        (void)snprintf(mark, sizeof mark, "%zu.", i + 1);
        page_note(page, th_str_of(mark), form->notes.items[i]);
    }
    put_strays(page);
}

static void draw(struct page *page, const void *document)
{
    const struct render_application *form = document;
    char day[32];
    const struct th_str who = form->agent_label.len ? form->agent_label : TH_STR("代理人");
    (void)snprintf(day, sizeof day, "%d 年 %d 月 %d 日", page->head.year, page->head.month,
                   page->head.day);
    page_title(page, form->title);
    row(page, cell("申请类型", form->applicant_kind), cell("申请日期", th_str_of(day)));
    put_enterprise(page, form);
    put_agent(page, form, who);
    page_heading(page, TH_STR("三、授权声明"), ROWS);
    page_paragraph(page, form->statement);
    put_signatures(page, who);
    put_notes(page, form);
}

const struct render_kind render_application_kind = { "application_form", &render_application_model,
                                                     draw, head };
