-- +goose Up
-- A walk along a word asks for some days after the other: the index has blocks of eight days'
-- documents beside the words. What waits to be written into it is read by every search: little
-- may.
CREATE INDEX search_blocks ON search USING gin (words, (ARRAY[doc >> 27])) WITH (gin_pending_list_limit = 256);
DROP INDEX search_words;
