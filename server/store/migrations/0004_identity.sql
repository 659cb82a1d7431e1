-- How people are recognised besides by a password: a phone, a WeChat openid, a person's number. `search` is an HMAC under a key that is not in the
-- database, `sealed` the value encrypted by it (server/crypto/seal.h). What an enterprise wrote down about its agents, whose enterprises those are
-- (registry, imported), and what lasts minutes: codes, faces, counted attempts.
CREATE TABLE identity (
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'wechat', 'person')),
    search BLOB NOT NULL,
    sealed TEXT NOT NULL,
    verified_s INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind),
    UNIQUE (kind, search)
) STRICT, WITHOUT ROWID;

-- name, phone_shown, id_shown: as the enterprise typed them, the numbers masked.
CREATE TABLE agent (
    account_id TEXT NOT NULL REFERENCES account (id),
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    name TEXT NOT NULL,
    phone_shown TEXT NOT NULL,
    id_type TEXT NOT NULL,
    id_shown TEXT NOT NULL,
    id_search BLOB NOT NULL,
    PRIMARY KEY (account_id, enterprise_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_enterprise ON agent (enterprise_id);

-- enterprise_id is empty until somebody of the enterprise signs in.
CREATE TABLE registry (
    uscc TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    legal_name TEXT NOT NULL,
    legal_search BLOB NOT NULL,
    enterprise_id TEXT NOT NULL DEFAULT '',
    imported_s INTEGER NOT NULL
) STRICT;
CREATE INDEX registry_legal ON registry (legal_search);
CREATE UNIQUE INDEX registry_enterprise ON registry (enterprise_id) WHERE enterprise_id <> '';

CREATE TABLE sign_in_code (
    purpose TEXT NOT NULL,
    phone BLOB NOT NULL,
    code BLOB NOT NULL,
    tries INTEGER NOT NULL,
    expires_s INTEGER NOT NULL,
    PRIMARY KEY (purpose, phone)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_code_expiry ON sign_in_code (expires_s);

CREATE TABLE attempt (
    purpose TEXT NOT NULL,
    key BLOB NOT NULL,
    opened_s INTEGER NOT NULL,
    ends_s INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (purpose, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_end ON attempt (ends_s);

CREATE TABLE wechat_key (
    openid BLOB NOT NULL PRIMARY KEY,
    sealed TEXT NOT NULL,
    at_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE face (
    id BLOB NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    sealed TEXT NOT NULL,
    expires_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX face_expiry ON face (expires_s);

-- Acts account for further tables: which ones is the program's.
DROP TRIGGER act_no_update;
DROP TRIGGER act_no_delete;
CREATE TABLE act_of_any_thing (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    thing TEXT NOT NULL,
    account_id TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    at_s INTEGER NOT NULL,
    detail TEXT NOT NULL,
    state TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO act_of_any_thing SELECT seq, kind, actor, thing, account_id, enterprise_id, at_s, detail, state, prev, hash FROM act ORDER BY seq;
DROP TABLE act;
ALTER TABLE act_of_any_thing RENAME TO act;
CREATE INDEX act_row ON act (thing, account_id, enterprise_id, seq);
CREATE TRIGGER act_no_update BEFORE UPDATE ON act BEGIN SELECT RAISE (ABORT, 'act is append-only'); END;
CREATE TRIGGER act_no_delete BEFORE DELETE ON act BEGIN SELECT RAISE (ABORT, 'act is append-only'); END;

PRAGMA user_version = 4;
