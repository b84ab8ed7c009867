select 'pg_publication'::regclass::oid as class, p.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       p.pubname as name,
       json_build_object(
         'all_tables', p.puballtables,
         'publish', to_json(array_remove(array[
                      case when p.pubinsert then 'insert' end,
                      case when p.pubupdate then 'update' end,
                      case when p.pubdelete then 'delete' end,
                      case when p.pubtruncate then 'truncate' end], null)),
         'via_root', p.pubviaroot,
         'stored_generated_columns', coalesce(to_jsonb(p) ->> 'pubgencols' = 's', false)
       ) as attributes
from pg_publication p
