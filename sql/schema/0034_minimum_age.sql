-- The age one said to have reached at joining, where the site asks (accounts.minimum_age); 0: not asked.
ALTER TABLE account ADD COLUMN age_consent SMALLINT NOT NULL DEFAULT 0;
