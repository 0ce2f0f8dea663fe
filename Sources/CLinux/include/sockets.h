/* Sockets of forwards: all non-blocking and close-on-exec. */
#ifndef GANGWAY_SOCKETS_H
#define GANGWAY_SOCKETS_H

#include <stdint.h>

/* Begins to connect to an address in numbers. -1 and errno; otherwise the descriptor is writable once that is decided
 * (gangway_socket_error). */
int gangway_connect_tcp(const char *host, uint16_t port);
/* What came of it: 0 or an errno. */
int gangway_socket_error(int fd);
/* A listening stream socket at `path`, mode 0600. -1 and errno: EADDRINUSE where something is there. */
int gangway_listen_unix(const char *path, int backlog);

/* Whether `fd` is a stream socket of the internet or of Unix. */
_Bool gangway_is_stream_socket(int fd);
/* recv and send that never block, whatever the flags of the open file, which somebody else may share. EPROTO where
 * descriptors came along. */
long gangway_receive(int fd, void *bytes, unsigned long count);
long gangway_send(int fd, const void *bytes, unsigned long count);
/* Makes closing never wait (SO_LINGER off). */
void gangway_set_no_linger(int fd);

/* Lets this thread alone act as a user, and as root again. -1 and errno. Nothing but root can, and needs it. */
int gangway_act_as(uint32_t uid, uint32_t gid, const uint32_t *groups, int group_count);
int gangway_act_as_root(void);

/* What SO_PEERCRED gives: the peer of a Unix socket at the time it connected; `struct ucred`, which needs _GNU_SOURCE. */
struct gangway_credentials {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

#endif
