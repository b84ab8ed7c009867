-- create blog
--
-- revision: 20261121061838
-- revises:  none
-- from:     sha256:afa82b67d53dcd7d4b26f3f58509f6a903fe827aa94a9781494a12ebe4831512
-- to:       sha256:db926b4e5a67d9b9921e7f5201c980a315f0fd552640c79cd5add247cd3eb226
-- proved:   PostgreSQL 15.18, up reaches the schema, down restores, no rows to keep
--
-- review:
--   [x] R1 partial index public.posts.posts_newest: does the predicate cover what is meant?
--          new: not unique, btree (published_at DESC) WHERE (state = 'published'::public.post_state)
--          as written: made as declared
--
-- step 1 · enum public.post_state
CREATE TYPE public.post_state AS ENUM ('draft', 'published', 'withdrawn');

-- step 2 · table public.post_tags
CREATE TABLE public.post_tags (
    post_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    CONSTRAINT post_tags_pkey PRIMARY KEY (post_id, tag_id)
);

-- step 3 · table public.posts
CREATE TABLE public.posts (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    author_id bigint NOT NULL,
    title text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    state public.post_state DEFAULT 'draft'::public.post_state NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_published CHECK ((((state = 'draft'::public.post_state) = (published_at IS NULL)) OR (state = 'withdrawn'::public.post_state)))
);

-- step 4 · table public.tags
CREATE TABLE public.tags (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL,
    CONSTRAINT tags_name UNIQUE (name),
    CONSTRAINT tags_pkey PRIMARY KEY (id)
);

-- step 5 · table public.users
CREATE TABLE public.users (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

-- step 6 · view public.published_posts
CREATE VIEW public.published_posts AS
 SELECT p.id,
    p.title,
    u.name AS author,
    p.published_at
   FROM (public.posts p
     JOIN public.users u ON ((u.id = p.author_id)))
  WHERE (p.state = 'published'::public.post_state);

-- step 7 · constraint public.post_tags.post_tags_post
ALTER TABLE public.post_tags ADD CONSTRAINT post_tags_post FOREIGN KEY (post_id) REFERENCES public.posts(id) ON DELETE CASCADE;

-- step 8 · constraint public.post_tags.post_tags_tag
ALTER TABLE public.post_tags ADD CONSTRAINT post_tags_tag FOREIGN KEY (tag_id) REFERENCES public.tags(id);

-- step 9 · constraint public.posts.posts_author_id_fkey
ALTER TABLE public.posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- step 10 · index public.posts.posts_author
CREATE INDEX posts_author ON public.posts USING btree (author_id);

-- step 11 · index public.posts.posts_newest
CREATE INDEX posts_newest ON public.posts USING btree (published_at DESC) WHERE (state = 'published'::public.post_state);

-- step 12 · index public.users.users_email
CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));

-- step 13 · comment of table public.tags
COMMENT ON TABLE public.tags IS 'What a post is about.';

-- step 14 · comment of table public.users
COMMENT ON TABLE public.users IS 'People who write.';
