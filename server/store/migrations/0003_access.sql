-- A membership has a state, a term and the modules that it is cut to; a session has an id to be named by, belongs to one enterprise at a time
-- ('' = none chosen yet) and to a kind of client. Rows that were there stand as they did: active, without end, with all that their role may.
ALTER TABLE membership ADD COLUMN modules TEXT NOT NULL DEFAULT '';
ALTER TABLE membership ADD COLUMN starts_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN ends_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'revoked'));
CREATE INDEX membership_enterprise ON membership (enterprise_id);

ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN enterprise_id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'mini' CHECK (kind IN ('mini', 'console'));
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
UPDATE session SET id = 's' || lower(hex(randomblob(13)));
UPDATE session SET enterprise_id = (SELECT enterprise_id FROM membership m WHERE m.account_id = session.account_id)
    WHERE (SELECT count(*) FROM membership m WHERE m.account_id = session.account_id) = 1;

PRAGMA user_version = 3;
