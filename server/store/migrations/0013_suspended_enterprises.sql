-- An administrator may suspend an enterprise: its people neither read nor write it until it is resumed. suspended_s 0 = it is not; the reason is
-- shown to its people.
ALTER TABLE enterprise ADD COLUMN suspended_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE enterprise ADD COLUMN reason TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 13;
