-- What the site knew when a comment's present text was judged: src/policy/context.h describes the form. Empty: not
-- known, as for all comments from before.
ALTER TABLE comment ADD COLUMN context TEXT NOT NULL DEFAULT '';
