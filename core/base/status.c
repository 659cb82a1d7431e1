/* The rows of status.def as a table. */
#include "status.h"

static const struct th_status_row rows[] = {
#define STATUS(name, slug, http, zh, en) { #name, slug, zh, en, http },
#include "status.def"
#undef STATUS
};

const struct th_status_row *th_status_row(enum th_status status)
{
    return &rows[(unsigned)status < TH_STATUS_COUNT ? status : TH_INTERNAL];
}
