-- undo: create blog
--
-- revision: 20261121061838
-- revises:  none
-- from:     sha256:db926b4e5a67d9b9921e7f5201c980a315f0fd552640c79cd5add247cd3eb226
-- to:       sha256:afa82b67d53dcd7d4b26f3f58509f6a903fe827aa94a9781494a12ebe4831512
-- proved:   PostgreSQL 15.18, up reaches the schema, down restores, no rows to keep
--
-- step 1 · view public.published_posts
DROP VIEW public.published_posts;

-- step 2 · table public.post_tags
DROP TABLE public.post_tags;

-- step 3 · table public.posts
DROP TABLE public.posts;

-- step 4 · table public.tags
DROP TABLE public.tags;

-- step 5 · table public.users
DROP TABLE public.users;

-- step 6 · enum public.post_state
DROP TYPE public.post_state;
