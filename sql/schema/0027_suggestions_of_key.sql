-- How much one program suggested lately is counted with every suggestion.
CREATE INDEX score_suggestion_by_key ON score_suggestion (site_id, key_id, suggested_ms);
