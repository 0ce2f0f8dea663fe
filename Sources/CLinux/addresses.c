#include "addresses.h"
#include "messages.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

int gangway_close_failed(int fd) {
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

socklen_t gangway_host_address(const char *host, uint16_t port, struct sockaddr_storage *address) {
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
    struct sockaddr_in *in = (struct sockaddr_in *)address;
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET6, host, &in6->sin6_addr) == 1) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(port);
        return sizeof *in6;
    }
    if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons(port);
        return sizeof *in;
    }
    errno = EINVAL;
    return 0;
}

int gangway_path_address(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int gangway_take_descriptors(struct msghdr *message, int *descriptors, int capacity) {
    int count = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t held = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < held; index++, count++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof descriptor, sizeof descriptor);
            if (count < capacity)
                descriptors[count] = descriptor;
            else
                gangway_discard(&descriptor, 1);
        }
    }
    return count;
}

void gangway_discard(const int *descriptors, int count) {
    struct linger none = {0};
    for (int index = 0; index < count; index++) {
        setsockopt(descriptors[index], SOL_SOCKET, SO_LINGER, &none, sizeof none);
        close(descriptors[index]);
    }
}
