-- A password that an administrator made is good for a sign-in until initial_until_s, and for nothing but being changed; 0 = the password is the person's own.
ALTER TABLE account ADD COLUMN initial_until_s INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 16;
