#define _GNU_SOURCE
#include "CLinux.h"
#include "addresses.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

int gangway_connect_tcp(const char *host, uint16_t port) {
    struct sockaddr_storage address;
    socklen_t length = gangway_host_address(host, port, &address);
    if (length == 0) return -1;
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    gangway_set_nodelay(fd);
    int result = connect(fd, (struct sockaddr *)&address, length);
    return result == 0 || errno == EINPROGRESS ? fd : gangway_close_failed(fd);
}

int gangway_socket_error(int fd) {
    int code = 0;
    socklen_t length = sizeof code;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno;
}

int gangway_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address;
    if (gangway_path_address(path, &address) != 0) return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    mode_t before = umask(0177);
    int result = bind(fd, (struct sockaddr *)&address, sizeof address);
    umask(before);
    return result == 0 && listen(fd, backlog) == 0 ? fd : gangway_close_failed(fd);
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
    if (gangway_take_descriptors(&message, NULL, 0) == 0) return received;
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
