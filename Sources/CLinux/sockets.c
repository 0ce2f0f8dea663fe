#define _GNU_SOURCE
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(int fd) {
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

int gangway_connect_tcp(const char *host, uint16_t port) {
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    _Bool is6 = inet_pton(AF_INET6, host, &in6.sin6_addr) == 1;
    if (!is6 && inet_pton(AF_INET, host, &in.sin_addr) != 1) {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(is6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int result =
        is6 ? connect(fd, (struct sockaddr *)&in6, sizeof in6) : connect(fd, (struct sockaddr *)&in, sizeof in);
    return result == 0 || errno == EINPROGRESS ? fd : fail(fd);
}

int gangway_socket_error(int fd) {
    int code = 0;
    socklen_t length = sizeof code;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno;
}

int gangway_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    mode_t before = umask(0177);
    int result = bind(fd, (struct sockaddr *)&address, sizeof address);
    umask(before);
    return result == 0 && listen(fd, backlog) == 0 ? fd : fail(fd);
}

int gangway_accept_forward(int listener, char *host, int host_size, uint16_t *port) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    int fd = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return -1;
    host[0] = 0;
    *port = 0;
    int on = 1;
    if (address.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&address;
        inet_ntop(AF_INET, &in->sin_addr, host, (socklen_t)host_size);
        *port = ntohs(in->sin_port);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    } else if (address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&address;
        inet_ntop(AF_INET6, &in6->sin6_addr, host, (socklen_t)host_size);
        *port = ntohs(in6->sin6_port);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return fd;
}

_Bool gangway_is_stream_socket(int fd) {
    int domain = 0, type = 0;
    socklen_t domain_length = sizeof domain, type_length = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &domain_length) == 0 &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length) == 0 && type == SOCK_STREAM &&
           (domain == AF_INET || domain == AF_INET6 || domain == AF_UNIX);
}

/* SCM_MAX_FD of the kernel: no message has more. */
enum { DESCRIPTOR_LIMIT = 253 };

long gangway_receive(int fd, void *bytes, unsigned long count) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(DESCRIPTOR_LIMIT * sizeof(int))];
    } control;
    struct iovec vector = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t received = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (received < 0 || message.msg_controllen == 0) return received;
    /* Taken over, so that they can be closed without waiting: the kernel would close them within recv, and wait there as
     * long as the sender's SO_LINGER says. A forward has no use for descriptors: it ends. */
    _Bool has_descriptors = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t held = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < held; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
            gangway_set_no_linger(descriptor);
            close(descriptor);
            has_descriptors = 1;
        }
    }
    if (!has_descriptors) return received;
    errno = EPROTO;
    return -1;
}

long gangway_send(int fd, const void *bytes, unsigned long count) {
    return send(fd, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void gangway_set_no_linger(int fd) {
    struct linger none = {0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

/* The raw calls change this thread only; glibc's change all. */
int gangway_act_as(uint32_t uid, uint32_t gid, const uint32_t *groups, int group_count) {
    if (geteuid() != 0) return 0;
    if (syscall(SYS_setgroups, (size_t)group_count, groups) != 0) return -1;
    if (syscall(SYS_setresgid, -1, gid, -1) != 0) return -1;
    return syscall(SYS_setresuid, -1, uid, -1) == 0 ? 0 : -1;
}

int gangway_act_as_root(void) {
    if (getuid() != 0) return 0;
    if (syscall(SYS_setresuid, -1, 0, -1) != 0 || syscall(SYS_setresgid, -1, 0, -1) != 0) return -1;
    return syscall(SYS_setgroups, (size_t)0, NULL) == 0 ? 0 : -1;
}
