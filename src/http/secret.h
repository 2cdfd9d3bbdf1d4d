/*
 * http/secret.h
 *		Keeps a secret out of what is shown.
 */
#ifndef ECOM_HTTP_SECRET_H
#define ECOM_HTTP_SECRET_H

#include "base/compat.h"

/*
 * Overwrites the secret with stars wherever it or a dozen letters in a row of it stand, in any letter case, each letter as it
 * is, as JSON's \u00NN, as %NN or as &#NN;.  Was there any?  NULL is no secret.
 */
extern bool http_star_out(char *data, size_t length, const char *secret);

/* The same for user and password in the URL of a proxy, or NULL. */
extern void http_star_out_login(char *data, size_t length, const char *proxy);

#endif /* ECOM_HTTP_SECRET_H */
