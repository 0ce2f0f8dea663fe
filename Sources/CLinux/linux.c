#define _GNU_SOURCE
#include "CLinux.h"
#include "addresses.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/un.h>
#include <unistd.h>

int gangway_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int fd, uint32_t events, _Bool edge, uint64_t token) {
    struct epoll_event event = {.events = events | (edge ? EPOLLET : 0), .data.u64 = token};
    return epoll_ctl(epoll, operation, fd, &event);
}

int gangway_epoll_add(int epoll, int fd, uint32_t events, _Bool edge, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, fd, events, edge, token);
}

int gangway_epoll_modify(int epoll, int fd, uint32_t events, _Bool edge, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, fd, events, edge, token);
}

int gangway_epoll_remove(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }

int gangway_epoll_wait(int epoll, struct gangway_ready *ready, int capacity, int timeout) {
    struct epoll_event events[256];
    if (capacity > 256) capacity = 256;
    int count = epoll_wait(epoll, events, capacity, timeout);
    for (int i = 0; i < count; i++) {
        ready[i].token = events[i].data.u64;
        ready[i].events = events[i].events;
    }
    return count;
}

int gangway_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

static int describe(const struct sockaddr_storage *address, char *host, int host_size, uint16_t *port) {
    if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
        *port = ntohs(in6->sin6_port);
        if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
            return inet_ntop(AF_INET, &in6->sin6_addr.s6_addr[12], host, host_size) ? 0 : -1;
        return inet_ntop(AF_INET6, &in6->sin6_addr, host, host_size) ? 0 : -1;
    }
    const struct sockaddr_in *in = (const struct sockaddr_in *)address;
    *port = ntohs(in->sin_port);
    return inet_ntop(AF_INET, &in->sin_addr, host, host_size) ? 0 : -1;
}

int gangway_accept(int listener, char *host, int host_size, uint16_t *port) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    int fd = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0 && address.ss_family == AF_UNIX) {
        host[0] = 0;
        *port = 0;
    } else if (fd >= 0 && describe(&address, host, host_size, port) != 0) {
        host[0] = '?';
        host[1] = 0;
        *port = 0;
    }
    return fd;
}

int gangway_listen(const char *host, uint16_t port, int backlog) {
    struct sockaddr_storage address;
    socklen_t length = gangway_host_address(host, port, &address);
    if (length == 0) return -1;
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int on = 1, off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&((struct sockaddr_in6 *)&address)->sin6_addr))
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, backlog) != 0) return gangway_close_failed(fd);
    return fd;
}

int gangway_local_address(int fd, char *host, int host_size, uint16_t *port) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return -1;
    return describe(&address, host, host_size, port);
}

uint16_t gangway_local_port(int fd) {
    char host[INET6_ADDRSTRLEN];
    uint16_t port = 0;
    return gangway_local_address(fd, host, sizeof host, &port) == 0 ? port : 0;
}

static int connect_unix(const char *path, int type) {
    struct sockaddr_un address;
    if (gangway_path_address(path, &address) != 0) return -1;
    int fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    return connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ? fd : gangway_close_failed(fd);
}

int gangway_connect_unix(const char *path) { return connect_unix(path, SOCK_STREAM); }

int gangway_connect_datagrams(const char *path) { return connect_unix(path, SOCK_DGRAM); }

int gangway_pipe(int *reader, int *writer) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    *reader = ends[0];
    *writer = ends[1];
    return 0;
}

int gangway_set_nodelay(int fd) {
    int on = 1;
    return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int gangway_set_quickack(int fd) {
    int on = 1;
    return setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

int gangway_set_keepalive(int fd) {
    int on = 1;
    return setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

int gangway_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int gangway_name_thread(pthread_t thread, const char *name) { return pthread_setname_np(thread, name); }
