-- What moderators do to an account. docs/DATA-MODEL.md tells what each is for.

-- premoderated_until_ms: while it lies ahead, every comment of theirs is held first. warning_id: the warning that has not
-- been acknowledged yet, 0 for none. Both follow from `sanction` and are written with it.
ALTER TABLE account ADD COLUMN premoderated_until_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN warning_id BIGINT NOT NULL DEFAULT 0;

-- Append-only. kind: 1 warning, 2 pre-moderation, 3 suspension, 4 block, 5 deletion. mode: 1 literal, 2 DSA, as it was then.
-- until_ms: 0 for no end. comment_id: the comment it came of, 0 for none. final: 1 for a second block in literal mode, which
-- cannot be lifted. grave: why it came without a warning.
CREATE TABLE sanction (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  mode SMALLINT NOT NULL,
  final SMALLINT NOT NULL,
  by_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  clause TEXT NOT NULL,
  reason TEXT NOT NULL,
  grave TEXT NOT NULL,
  PRIMARY KEY (site_id, account_id, id)
) WITHOUT ROWID;

-- What came of it, once each. kind: 1 acknowledged by the reader, 2 lifted, 3 taken back as a mistake.
CREATE TABLE sanction_event (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  sanction_id BIGINT NOT NULL,
  is_end SMALLINT NOT NULL,
  kind SMALLINT NOT NULL,
  by_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (site_id, account_id, sanction_id, is_end)
) WITHOUT ROWID;

-- Blocks from before there were sanctions; an id holds the milliseconds of its making above 22 bits.
INSERT INTO sanction (site_id, account_id, id, kind, mode, final, by_id, at_ms, until_ms, comment_id, clause, reason, grave)
SELECT a.site_id, a.id, COALESCE(u.id, a.id), 4, 2, 0, COALESCE(u.actor_id, 0), COALESCE(u.id, a.id) / 4194304, 0, 0, '',
  COALESCE(u.detail, ''), ''
FROM account a
LEFT JOIN (SELECT site_id, target_id, MAX(id) AS id FROM audit WHERE action = 'block' GROUP BY site_id, target_id) b
  ON b.site_id = a.site_id AND b.target_id = a.id
LEFT JOIN audit u ON u.site_id = b.site_id AND u.id = b.id
WHERE a.status = 1;
