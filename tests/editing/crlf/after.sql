create table posts (
    id bigint, -- the key
    likes integer,
    body text
);

CREATE INDEX posts_id_idx ON public.posts USING btree (id);
