/*
 * checks/role_name.c
 *		The type ecom.role_name: a role, kept by its OID and written by its name.
 *
 * Under another name it is the same role, and one of the same name that is made later is another.  It differs from regrole in what
 * a dump says of a role that is not there any more: not its OID, which is some other role where the dump is restored, but "-", nobody.
 * And a dump that names a role that is not there can be restored.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

PG_FUNCTION_INFO_V1(ecom_role_name_in);
PG_FUNCTION_INFO_V1(ecom_role_name_out);

Datum
ecom_role_name_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	List *names;

	if (strcmp(text, "-") == 0)
		PG_RETURN_OID(InvalidOid);
	if (!SplitIdentifierString(pstrdup(text), '.', &names) || list_length(names) != 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%s\"", "ecom.role_name", text),
				errhint("Write it as in SQL, in double quotes where it needs them; - stands for nobody."));
	PG_RETURN_OID(get_role_oid(linitial(names), true));
}

Datum
ecom_role_name_out(PG_FUNCTION_ARGS)
{
	char *name = GetUserNameFromId(PG_GETARG_OID(0), true);

	PG_RETURN_CSTRING(name == NULL ? pstrdup("-") : pstrdup(quote_identifier(name)));
}
