/* What an enterprise lets a bank manager see: its legal person consents to one frozen report of one
 * year, for one manager, until a day; he may take it back at any time. The consent makes the
 * manager's membership and is itself looked at whenever he looks. */
#pragma once
#include "acts.h"
#include "auth.h"
#include "service.h"
#include "shared_report.h"

#define CONSENT_DAYS_MOST 90

/** The words that a legal person agrees to, the version in force. */
struct consent_text {
    struct th_str version;
    const char *zh, *en;
};
const struct consent_text *consent_text_now(void);

/** Writes a report as the text that is frozen: equal reports are equal bytes. ptr NULL when memory
 * is short. Runs inside a job, on another thread while its caller waits. */
struct report_writer {
    struct th_str (*write)(void *self, struct th_arena *arena, const struct shared_report *report);
    void *self;
};
struct frozen_report {
    struct th_str content;
    char sha256[65];
};

enum consent_state { CONSENT_ACTIVE, CONSENT_WITHDRAWN, CONSENT_EXPIRED, CONSENT_ENDED };
struct consent_seen {
    struct consent_row row;
    enum consent_state state;
    enum shared_since since; /* of an active one, as days_left */
    int64_t days_left;       /* 1 on the last */
};
struct consent_seen_list {
    struct consent_seen *items;
    size_t count;
};

/** The report that a consent given now would show. TH_INVALID, message CONSENT_NO_DATA: there is
 * none. */
struct consent_question {
    struct th_str enterprise;
    int year;
    struct report_writer writer;
};
enum th_status consents_preview(struct auth *auth, struct th_arena *arena,
                                const struct consent_question *question,
                                struct frozen_report *out) TH_MUST_USE;
/** Newest first, CONSENTS_SHOWN at most. */
enum th_status consents_list(struct auth *auth, struct th_arena *arena, struct th_str enterprise,
                             struct consent_seen_list *out) TH_MUST_USE;
/** By out->row.enterprise_id and out->row.id. TH_NOT_FOUND. */
enum th_status consents_get(struct auth *auth, struct th_arena *arena,
                            struct consent_seen *out) TH_MUST_USE;
/** Who looked, newest first. TH_NOT_FOUND: the enterprise has no such consent. */
enum th_status consents_views(struct auth *auth, struct th_arena *arena,
                              const struct consent_row *key,
                              struct consent_view_list *out) TH_MUST_USE;

struct consent_write {
    struct write_request request; /* target: the consent; empty = a new one */
    struct write_outcome outcome; /* id: of the consent; a repetition gets no more */
    uint32_t retry_after_s;       /* with TH_RATE_LIMITED */
};
struct consent_new {
    struct th_str manager, text_version, sha256; /* of the report that was seen */
    int64_t days;
    struct consent_question question;
};
/** Gives one. TH_INVALID with a message: no such manager, somebody of the enterprise, other words,
 * nothing filed; TH_REPORT_CHANGED; TH_CONSENT_STANDS: there is one for this manager and year;
 * TH_RATE_LIMITED; and as every write. */
enum th_status consents_give(struct auth *auth, struct th_arena *arena,
                             const struct consent_new *asked,
                             struct consent_write *write) TH_MUST_USE;
/** Takes one back. TH_NOT_FOUND; TH_CONFLICT: it is over already. */
enum th_status consents_withdraw(struct auth *auth, struct th_arena *arena,
                                 struct consent_write *write) TH_MUST_USE;

/** Inside a write job of an administrator: ends all that stand (which->after_s is now), and with
 * them the managers' places. */
enum th_status consents_end_all(struct store_db *db, struct th_arena *arena,
                                const struct act_by *by,
                                const struct consent_query *which) TH_MUST_USE;
enum consent_state consent_state_of(const struct consent_row *row, int64_t now_s);
/** Of one that is active. */
int64_t consent_days_left(const struct consent_row *row, int64_t now_s);
