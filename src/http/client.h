/*
 * http/client.h
 *		GET over HTTPS: status and bytes of an answer, or an error.  Does not know what is asked for, nor what the bytes mean.
 *
 * HTTPS with verified certificates, and plain HTTP to this machine only; no redirect is followed.  Waits are over
 * at once when the query is cancelled, whether the server's name is being looked up, TLS is being agreed on or the
 * answer comes byte by byte.  What can pass by itself (no connection, status 429 and 5xx) is tried again.
 */
#ifndef ECOM_HTTP_CLIENT_H
#define ECOM_HTTP_CLIENT_H

#include "base/compat.h"

typedef struct HttpClient HttpClient;

typedef struct HttpOptions
{
	int connect_timeout; /* ms, from the look-up of the name to the end of the TLS handshake */
	int timeout;		 /* ms, of each try in all */
	int retries;		 /* after the first try */
	size_t max_size;	 /* bytes of an answer, decompressed */
	const char *proxy;	 /* NULL: by the server's environment, https_proxy and no_proxy */
	const char *ca_file; /* certificates to trust, PEM; NULL: libcurl's, the system's as a rule */
	const char
		*secret; /* stands in URLs; starred out of all that comes from here, as a proxy's password is */

	/* for the hints of errors */
	const char *url_setting;	 /* the parameter that says where requests go */
	const char *without_network; /* a sentence: what to do where there is no network */
	const char *usual_size;		 /* a sentence: how large answers are */
} HttpOptions;

typedef struct HttpAnswer
{
	int status;		   /* 0: there was no answer */
	char *location;	   /* where a redirect leads; NULL if it is none */
	char *body;		   /* good until the next request; with a terminator */
	size_t length;	   /* of the body */
	bool held_secret;  /* stars in the body stand for the secret */
	int64 retry_after; /* s that the server asks to wait; 0: it does not say */
	int tries;
} HttpAnswer;

/* To be closed in any case, also after an error. */
extern HttpClient *http_client_open(const HttpOptions *options);
extern void http_client_close(HttpClient *client);

/*
 * Gets the URL.  Any status is an answer; no answer is an error of class 08 (connection), 54000 if it is too large.
 * The number of tries is right then, too.
 */
extern void http_client_get(HttpClient *client, const char *url, HttpAnswer *answer);

#endif /* ECOM_HTTP_CLIENT_H */
