-- People of the platform itself: a role that stands on the account and belongs to no enterprise. '' = none.
ALTER TABLE account ADD COLUMN platform_role TEXT NOT NULL DEFAULT '';

-- What the registry says besides: the legal person's number masked, where the enterprise is and what it does.
ALTER TABLE registry ADD COLUMN legal_shown TEXT NOT NULL DEFAULT '';
ALTER TABLE registry ADD COLUMN district TEXT NOT NULL DEFAULT '';
ALTER TABLE registry ADD COLUMN industry TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 7;
