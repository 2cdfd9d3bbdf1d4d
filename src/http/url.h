/*
 * http/url.h
 *		URLs that may be asked: https, and plain http to this machine only.
 */
#ifndef ECOM_HTTP_URL_H
#define ECOM_HTTP_URL_H

#include "base/compat.h"

#include <sys/socket.h>

/*
 * NULL if the URL can be the beginning of requests: https, or http to this machine, without user, password, query
 * and fragment.  Else a sentence that says what is wrong.
 */
extern const char *http_url_problem(const char *url);

/* The host of a URL, with the port if it is named; palloc'd. */
extern char *http_server_of(const char *url);

/* Is it an address of this machine that no other can be reached by? */
extern bool http_is_loopback(const struct sockaddr *address);

#endif /* ECOM_HTTP_URL_H */
