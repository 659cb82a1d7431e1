-- The chain of administrative acts: who changed which row about enterprises, people and memberships, and the hash of that
-- row afterwards (docs/adr/0007). framed_sha256(part, …) is the program's (store/framed.h). Drafts get a hash of their content.
CREATE TABLE act (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    thing TEXT NOT NULL CHECK (thing IN ('enterprise', 'account', 'membership')),
    account_id TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    at_s INTEGER NOT NULL,
    detail TEXT NOT NULL,
    state TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX act_row ON act (thing, account_id, enterprise_id, seq);

-- What stands at this moment is taken over as it is: one act "adopt" for each row.
INSERT INTO act (seq, kind, actor, thing, account_id, enterprise_id, at_s, detail, state, prev, hash)
WITH RECURSIVE
    here (rank, thing, account_id, enterprise_id, detail, state) AS (
        SELECT 1, 'enterprise', '', id, name, framed_sha256('tanheng row 1', 'enterprise', id, name, created_s) FROM enterprise
        UNION ALL
        SELECT 2, 'account', id, '', '',
            framed_sha256('tanheng row 1', 'account', id, account, name, password_hash, is_disabled, created_s) FROM account
        UNION ALL
        SELECT 3, 'membership', account_id, enterprise_id, role,
            framed_sha256('tanheng row 1', 'membership', account_id, enterprise_id, role) FROM membership
    ),
    numbered AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY rank, account_id, enterprise_id) AS seq, thing, account_id, enterprise_id, detail,
            state, unixepoch() AS at_s FROM here
    ),
    chained (seq, thing, account_id, enterprise_id, at_s, detail, state, prev, hash) AS (
        SELECT seq, thing, account_id, enterprise_id, at_s, detail, state, '',
            framed_sha256('tanheng act 1', '', seq, 'adopt', 'migration', thing, account_id, enterprise_id, at_s, detail, state)
            FROM numbered WHERE seq = 1
        UNION ALL
        SELECT n.seq, n.thing, n.account_id, n.enterprise_id, n.at_s, n.detail, n.state, c.hash,
            framed_sha256('tanheng act 1', c.hash, n.seq, 'adopt', 'migration', n.thing, n.account_id, n.enterprise_id, n.at_s,
                n.detail, n.state)
            FROM chained c JOIN numbered n ON n.seq = c.seq + 1
    )
SELECT seq, 'adopt', 'migration', thing, account_id, enterprise_id, at_s, detail, state, prev, hash FROM chained;

CREATE TRIGGER act_no_update BEFORE UPDATE ON act BEGIN SELECT RAISE (ABORT, 'act is append-only'); END;
CREATE TRIGGER act_no_delete BEFORE DELETE ON act BEGIN SELECT RAISE (ABORT, 'act is append-only'); END;

ALTER TABLE draft ADD COLUMN content_hash TEXT NOT NULL DEFAULT '';
UPDATE draft SET content_hash = framed_sha256('tanheng draft 1', enterprise_id, key, version, saved_s, content);

PRAGMA user_version = 2;
