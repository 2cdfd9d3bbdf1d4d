/*
 * http/parts.h
 *		What the parts of the HTTP client have of one another.  Private to it.
 */
#ifndef ECOM_HTTP_PARTS_H
#define ECOM_HTTP_PARTS_H

#include "http/client.h"

#include <curl/curl.h>

#define MOST_HEADER_BYTES (64 * 1024)
#define TRACE_SIZE (8 * 1024)

struct HttpClient
{
	HttpOptions options;
	MemoryContext context;
	CURLM *multi;
	CURL *easy;
	bool plain;	  /* the request goes by HTTP */
	char *server; /* of the request: host, with the port if it is named */
	char *body;
	size_t length;
	size_t room;
	size_t header_bytes;
	bool too_large;
	bool out_of_memory;
	char message[CURL_ERROR_SIZE]; /* libcurl's own */
	char trace[TRACE_SIZE];		   /* what libcurl says of its work, not yet reported */
	size_t trace_length;
};

/* http/transfer.c: tries once. */
extern CURLcode http_transfer(HttpClient *client, const char *url);

/* http/unpack.c: what was compressed, as it was before; an answer that ends early is one that broke off. */
extern CURLcode http_unpack(HttpClient *client);

/* http/transfer.c: what libcurl knows of the last try. */
extern curl_off_t http_transfer_info(const HttpClient *client, CURLINFO info);

/* http/transfer.c: is it the server's turn to speak, the connection and its TLS being made, perhaps for an earlier request? */
extern bool http_is_connected(const HttpClient *client);

/* http/transfer.c: takes the secret, and how libcurl logs in to a proxy, out of what libcurl says. */
extern void http_star_out_secrets(const HttpClient *client, char *data, size_t length);

/* http/retry.c: can another try have another outcome?  Of a transfer only if it failed for want of a connection. */
extern bool http_may_pass(const HttpClient *client, CURLcode code, int status);

/* http/retry.c: waits before the next try, at least as many seconds as the server asks for. */
extern void http_wait_to_retry(int tries, int64 retry_after);

/* http/errors.c: there was no answer: an error that tells what failed and what to do. */
extern void http_report_failure(HttpClient *client, CURLcode code, int tries);

#endif /* ECOM_HTTP_PARTS_H */
