/* Linux calls that Swift's Glibc module lacks or cannot express. Thin: each returns what the system call returns and
 * leaves errno as it was set. */
#ifndef GANGWAY_CLINUX_H
#define GANGWAY_CLINUX_H

#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>

#include "files.h"
#include "messages.h"
#include "process.h"
#include "sockets.h"
#include "terminal.h"

/* One readiness report: `token` is what the descriptor was registered with, `events` the EPOLL* bits. */
struct gangway_ready {
    uint64_t token;
    uint32_t events;
};

enum {
    GANGWAY_EPOLL_IN = 0x001,
    GANGWAY_EPOLL_OUT = 0x004,
    GANGWAY_EPOLL_ERR = 0x008,
    GANGWAY_EPOLL_HUP = 0x010,
    GANGWAY_EPOLL_RDHUP = 0x2000,
};

int gangway_epoll_create(void);
int gangway_epoll_add(int epoll, int fd, uint32_t events, _Bool edge, uint64_t token);
int gangway_epoll_modify(int epoll, int fd, uint32_t events, _Bool edge, uint64_t token);
int gangway_epoll_remove(int epoll, int fd);
/* Waits at most `timeout` ms (-1: no limit) for up to `capacity` (at most 256) reports. Returns how many. */
int gangway_epoll_wait(int epoll, struct gangway_ready *ready, int capacity, int timeout);

/* A non-blocking, close-on-exec eventfd. */
int gangway_eventfd(void);

/* accept4(2) with SOCK_NONBLOCK | SOCK_CLOEXEC. The peer's address goes to `host` (at least 46 bytes) and `port`:
 * empty and 0 for a Unix socket. */
int gangway_accept(int listener, char *host, int host_size, uint16_t *port);
/* A listening TCP socket, non-blocking and close-on-exec, SO_REUSEADDR, `backlog` deep. `host` is an IPv4 or IPv6
 * address; an IPv6 one also serves IPv4 when it is "::". Returns -1 and errno; EINVAL for a host that is no address. */
int gangway_listen(const char *host, uint16_t port, int backlog);
/* The port a socket is bound to, or 0. */
uint16_t gangway_local_port(int fd);
/* The address a socket is bound to, as text; 0 on success. */
int gangway_local_address(int fd, char *host, int host_size, uint16_t *port);

/* A stream socket connected to the Unix socket at `path`, non-blocking and close-on-exec; -1 and errno (EAGAIN: the
 * listener's backlog is full, try again later; ENAMETOOLONG). */
int gangway_connect_unix(const char *path);
/* The same for a datagram socket, such as the system's log listens at. */
int gangway_connect_datagrams(const char *path);

/* A pipe, close-on-exec, both ends blocking. */
int gangway_pipe(int *reader, int *writer);

int gangway_set_nodelay(int fd);
/* TCP_QUICKACK is not sticky: the kernel clears it again, so it is set anew while it matters. */
int gangway_set_quickack(int fd);
/* SO_KEEPALIVE, sshd's TCPKeepAlive. */
int gangway_set_keepalive(int fd);
int gangway_set_nonblocking(int fd);

/* At most 15 bytes of `name` count. */
int gangway_name_thread(pthread_t thread, const char *name);

#endif
