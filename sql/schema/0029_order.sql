-- Orders of authorities are notices in lanes of their own. docs/DATA-MODEL.md tells what the columns are for.

-- legal_notice.flagged is the lane from now on, under the name that a node of the version before knows. 0: anybody's, 1: a trusted
-- flagger's, 2: an order to act against the comment, 3: an order to give information about its author.
-- Of orders; name is the authority's. state: ISO 3166. received_ms: 0 for what is no order. acknowledged_ms: when the authority
-- was told that it has come.
ALTER TABLE legal_notice ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE legal_notice ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE legal_notice ADD COLUMN issued_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE legal_notice ADD COLUMN received_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE legal_notice ADD COLUMN acknowledged_ms BIGINT NOT NULL DEFAULT 0;
-- For the yearly report.
CREATE INDEX legal_notice_received ON legal_notice (site_id, received_ms, id) WHERE received_ms > 0;
