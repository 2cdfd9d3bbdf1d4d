/*
 * slow_lookup.c
 *		A getaddrinfo() for LD_PRELOAD that takes a minute to look up names below "slow.test", then fails.
 *
 * What a name server does that does not answer, without a name server.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	int (*look_up)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	if (host != NULL && strstr(host, "slow.test") != NULL)
	{
		sleep(60);
		return EAI_AGAIN;
	}
	*(void **) &look_up = dlsym(RTLD_NEXT, "getaddrinfo");
	return look_up(host, service, hints, result);
}
