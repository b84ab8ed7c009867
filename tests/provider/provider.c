/* A provider of security labels: it takes any label but `forbidden`. */
#include "postgres.h"

#include "catalog/objectaddress.h"
#include "commands/seclabel.h"
#include "fmgr.h"

PG_MODULE_MAGIC;

void _PG_init(void);

static void
check(const ObjectAddress *object, const char *label)
{
	if (label != NULL && strcmp(label, "forbidden") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("\"%s\" is no security label", label)));
}

void
_PG_init(void)
{
	register_label_provider("autogen_test", check);
	register_label_provider("Second one", check);
}
