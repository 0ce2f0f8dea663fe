/* Messages with descriptors over Unix sockets (SOCK_SEQPACKET, SCM_RIGHTS). */
#ifndef GANGWAY_MESSAGES_H
#define GANGWAY_MESSAGES_H

#include <stddef.h>
#include <sys/types.h>

/* Descriptors in one message; a message that brings more is cut, and they are closed. */
enum { GANGWAY_MESSAGE_DESCRIPTORS = 4 };

/* A listening SOCK_SEQPACKET socket at `path`, mode 0600, non-blocking; what is there is replaced. -1 and errno. */
int gangway_listen_messages(const char *path, int backlog);
/* Connects to the socket `name` in `folder`, whose content may be anybody's: no link is followed there and nothing but a
 * socket is touched. Non-blocking. -1 and errno: ENOTSOCK for anything else there, EAGAIN for a full backlog. */
int gangway_connect_messages(const char *folder, const char *name);
/* accept4, non-blocking, and only from a peer of the uid `uid`: others are closed and count as EACCES. */
int gangway_accept_messages(int listener, unsigned uid);

/* Sends one message whole, without blocking. -1 and errno. */
ssize_t gangway_send_message(int fd, const void *bytes, size_t length, const int *descriptors, int count);
/* Receives one message without blocking. `descriptors` (GANGWAY_MESSAGE_DESCRIPTORS) and `count` get what came with it,
 * close-on-exec. -1 and errno: EMSGSIZE for one longer than `capacity` or with too many descriptors, which are closed.
 * 0: the end, or a message without bytes. */
ssize_t gangway_receive_message(int fd, void *bytes, size_t capacity, int *descriptors, int *count);
/* Closes descriptors that somebody else has made, without waiting as their SO_LINGER may say. */
void gangway_discard(const int *descriptors, int count);

#endif
