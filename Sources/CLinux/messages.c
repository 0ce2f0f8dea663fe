#define _GNU_SOURCE
#include "addresses.h"
#include "messages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int message_socket(void) { return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int gangway_listen_messages(const char *path, int backlog) {
    struct sockaddr_un address;
    if (gangway_path_address(path, &address) != 0) return -1;
    int fd = message_socket();
    if (fd < 0) return -1;
    unlink(path);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) return gangway_close_failed(fd);
    if (chmod(path, 0600) != 0 || listen(fd, backlog) != 0) return gangway_close_failed(fd);
    return fd;
}

int gangway_connect_messages(const char *folder, const char *name) {
    int parent = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (parent < 0) return -1;
    int file = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    gangway_close_failed(parent);
    if (file < 0) return -1;
    struct stat status;
    if (fstat(file, &status) != 0) return gangway_close_failed(file);
    if (!S_ISSOCK(status.st_mode)) {
        errno = ENOTSOCK;
        return gangway_close_failed(file);
    }
    int fd = message_socket();
    if (fd < 0) return gangway_close_failed(file);
    /* By the descriptor: the name may lead elsewhere by now. */
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d", file);
    int result = connect(fd, (struct sockaddr *)&address, sizeof address);
    gangway_close_failed(file);
    return result == 0 ? fd : gangway_close_failed(fd);
}

int gangway_accept_messages(int listener, unsigned uid) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return -1;
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return gangway_close_failed(fd);
    if (peer.uid != uid) {
        errno = EACCES;
        return gangway_close_failed(fd);
    }
    return fd;
}

ssize_t gangway_send_message(int fd, const void *bytes, size_t length, const int *descriptors, int count) {
    if (count < 0 || count > GANGWAY_MESSAGE_DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * GANGWAY_MESSAGE_DESCRIPTORS)] = {0};
    if (count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    }
    ssize_t result;
    do result = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    return result;
}

ssize_t gangway_receive_message(int fd, void *bytes, size_t capacity, int *descriptors, int *count) {
    struct iovec piece = {.iov_base = bytes, .iov_len = capacity};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * GANGWAY_MESSAGE_DESCRIPTORS)];
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *count = 0;
    ssize_t result;
    do result = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (result < 0 && errno == EINTR);
    if (result < 0) return -1;
    int came = gangway_take_descriptors(&message, descriptors, GANGWAY_MESSAGE_DESCRIPTORS);
    *count = came < GANGWAY_MESSAGE_DESCRIPTORS ? came : GANGWAY_MESSAGE_DESCRIPTORS;
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        gangway_discard(descriptors, *count);
        *count = 0;
        errno = EMSGSIZE;
        return -1;
    }
    return result;
}
