-- Notices on their way to people: written in the transaction that they tell of, sent afterwards. A row is one message by one channel; whom it goes to is
-- looked up when it is sent, so no number stands here. `params` are short texts, one a line. `plan` says whether a message that cannot go by WeChat goes
-- by text message instead.
CREATE TABLE outbox (
    no INTEGER NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    about TEXT NOT NULL,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('wechat', 'sms')),
    falls_back INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'given_up', 'skipped')),
    tries INTEGER NOT NULL,
    at_s INTEGER NOT NULL,
    next_s INTEGER NOT NULL,
    ended_s INTEGER NOT NULL,
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (next_s, no) WHERE state = 'waiting';
CREATE INDEX outbox_about ON outbox (about);
CREATE INDEX outbox_ended ON outbox (ended_s) WHERE state <> 'waiting';

PRAGMA user_version = 8;
