#include "CResolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct answer {
    int output;
    int count;
    _Bool done;
};

static void take(void *argument, int status, int timeouts, struct ares_addrinfo *result) {
    struct answer *answer = argument;
    (void)timeouts;
    answer->done = 1;
    if (status != ARES_SUCCESS) return;
    for (struct ares_addrinfo_node *node = result->nodes; node; node = node->ai_next) {
        char text[INET6_ADDRSTRLEN + 1];
        const void *address = node->ai_family == AF_INET6
                                  ? (const void *)&((struct sockaddr_in6 *)node->ai_addr)->sin6_addr
                                  : (const void *)&((struct sockaddr_in *)node->ai_addr)->sin_addr;
        if (!inet_ntop(node->ai_family, address, text, INET6_ADDRSTRLEN)) continue;
        strcat(text, "\n");
        if (write(answer->output, text, strlen(text)) > 0) answer->count++;
    }
    ares_freeaddrinfo(result);
}

int gangway_resolve(const char *name, int seconds, int output) {
    ares_channel channel;
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS || ares_init(&channel) != ARES_SUCCESS) return -1;
    struct answer answer = {.output = output};
    struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    ares_getaddrinfo(channel, name, NULL, &hints, take, &answer);
    time_t deadline = time(NULL) + seconds;
    while (!answer.done && time(NULL) < deadline) {
        fd_set readers, writers;
        FD_ZERO(&readers);
        FD_ZERO(&writers);
        int highest = ares_fds(channel, &readers, &writers);
        if (highest == 0) break;
        struct timeval limit = {.tv_sec = 1}, wait;
        select(highest, &readers, &writers, NULL, ares_timeout(channel, &limit, &wait));
        ares_process(channel, &readers, &writers);
    }
    ares_destroy(channel);
    return answer.count;
}
