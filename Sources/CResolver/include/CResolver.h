/* Names to addresses, by c-ares: the container's /etc/hosts and name servers, without glibc's plug-ins, which a static
 * executable cannot load. */
#ifndef GANGWAY_CRESOLVER_H
#define GANGWAY_CRESOLVER_H

/* Writes the addresses of `name` in numbers, one a line, to `output`; waits for at most `seconds`. Returns how many, or
 * -1. Blocks. */
int gangway_resolve(const char *name, int seconds, int output);

#endif
