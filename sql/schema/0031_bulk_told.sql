-- How many of a bulk removal's comments were put back before the reader was told that they were gone: nothing is said of these.
-- told, from now on in bits: 1 that they were removed, 2 that they are back.
ALTER TABLE bulk_removal ADD COLUMN silent BIGINT NOT NULL DEFAULT 0;
