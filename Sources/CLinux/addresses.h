/* What the socket calls of this target share. Not for Swift. */
#ifndef GANGWAY_CLINUX_ADDRESSES_H
#define GANGWAY_CLINUX_ADDRESSES_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Closes `fd` and keeps errno. Returns -1. */
int gangway_close_failed(int fd);

/* The address that `host`, IPv4 or IPv6 in numbers, and `port` make. Returns its length, or 0 and EINVAL. */
socklen_t gangway_host_address(const char *host, uint16_t port, struct sockaddr_storage *address);
/* The address of the Unix socket at `path`. 0, or -1 and ENAMETOOLONG. */
int gangway_path_address(const char *path, struct sockaddr_un *address);

/* Takes the descriptors that came beside a message: the first `capacity` go to `descriptors`, the others are discarded.
 * Returns how many came. */
int gangway_take_descriptors(struct msghdr *message, int *descriptors, int capacity);

#endif
