-- For erasing what an account gave notice of, and for its download.
CREATE INDEX legal_notice_by_account ON legal_notice (site_id, account_id, id) WHERE account_id > 0;
