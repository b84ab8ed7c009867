select null::oid as class, null::oid as object, 0 as sub,
       l.classoid as parent_class, l.objoid as parent_object, l.objsubid as parent_sub,
       l.provider as name,
       l.label
from (
  select classoid, objoid, objsubid, provider, label from pg_seclabel
  union all
  -- Subscriptions stand in a catalog of the cluster's.
  select classoid, objoid, 0, provider, label from pg_shseclabel where classoid = 'pg_subscription'::regclass
) l
