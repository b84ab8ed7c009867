select 'pg_publication'::regclass::oid as class, p.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       p.pubname as name,
       p.puballtables as all_tables,
       array_remove(array[
         case when p.pubinsert then 'insert' end,
         case when p.pubupdate then 'update' end,
         case when p.pubdelete then 'delete' end,
         case when p.pubtruncate then 'truncate' end], null) as publish,
       p.pubviaroot as via_root,
       coalesce(to_jsonb(p) ->> 'pubgencols' = 's', false) as stored_generated_columns
from pg_publication p
