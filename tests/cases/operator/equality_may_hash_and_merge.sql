-- Whether an equality may be hashed and merged is set when it is made; since 17 it can be said later, too.
-- from
create operator public.=# (function = int4eq, leftarg = integer, rightarg = integer, commutator = operator(public.=#));
-- to
create operator public.=# (function = int4eq, leftarg = integer, rightarg = integer, commutator = operator(public.=#),
                           hashes, merges);
