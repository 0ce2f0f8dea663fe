/* Reads of the socket that are larger than libssh's own, which take 4 KiB for each poll.
 *
 * libssh takes room in its buffer of input, calls recv, and gives back what recv left free. Linked with --wrap for these
 * two calls and for the one that joins a socket to its poll callback, this file learns when a read of a session has
 * filled all its room, and reads on into the same buffer before libssh looks at it. So there is no second buffer that
 * could be forgotten: libssh gets every byte in one go, before the end of input or an error. Nothing of libssh's private
 * structures is used, and its socket.c makes these calls in the same order in 0.10, 0.11 and 0.12; a libssh that did not
 * would only read as it does by itself.
 *
 * All three wrappers only pass on, but during a call from this file on the same thread. */

#include "guard.h"

#include <poll.h>
#include <sys/socket.h>

enum {
    /* Behind libssh's 4 KiB, so that a read is 64 KiB: two packets of OpenSSH's. */
    AHEAD = 60 << 10,
};

struct ssh_poll_handle_struct *__real_ssh_poll_new(socket_t fd, short events, poll_callback callback, void *user);
struct ssh_poll_handle_struct *__wrap_ssh_poll_new(socket_t fd, short events, poll_callback callback, void *user);
void *__real_ssh_buffer_allocate(ssh_buffer buffer, uint32_t length);
void *__wrap_ssh_buffer_allocate(ssh_buffer buffer, uint32_t length);
uint32_t __real_ssh_buffer_pass_bytes_end(ssh_buffer buffer, uint32_t length);
uint32_t __wrap_ssh_buffer_pass_bytes_end(ssh_buffer buffer, uint32_t length);

/* Whose socket gets its poll callback next. */
static _Thread_local struct gangway_guard *accepting;

/* The read that is going on. */
static _Thread_local struct {
    struct gangway_guard *guard; /* NULL: none */
    socket_t fd;
    ssh_buffer buffer; /* NULL: no room was taken yet */
} reading;

static int on_poll(struct ssh_poll_handle_struct *handle, socket_t fd, int revents, void *user) {
    struct gangway_guard *guard = user;
    /* A poll within this one: its read would move the buffer that is just being looked at. */
    if (guard->is_polled) return guard->poll_callback(handle, fd, revents & POLLOUT, guard->socket);
    guard->is_polled = true;
    if (guard->reads_ahead && !guard->may_be_compressed) {
        reading.guard = guard;
        reading.fd = fd;
        reading.buffer = NULL;
    }
    int result = guard->poll_callback(handle, fd, revents, guard->socket);
    reading.guard = NULL;
    guard->is_polled = false;
    /* Input has become little: back to 64 KiB, which libssh's own reads need as well for packets of 32. */
    if (guard->grown != NULL && guard->is_calm && ssh_buffer_get_len(guard->grown) == 0) {
        ssh_buffer_reinit(guard->grown);
        guard->grown = NULL;
    }
    return result;
}

struct ssh_poll_handle_struct *__wrap_ssh_poll_new(socket_t fd, short events, poll_callback callback, void *user) {
    struct gangway_guard *guard = accepting;
    if (guard == NULL) return __real_ssh_poll_new(fd, events, callback, user);
    accepting = NULL;
    guard->poll_callback = callback;
    guard->socket = user;
    return __real_ssh_poll_new(fd, events, on_poll, guard);
}

int gangway_bind_accept(ssh_bind bind, ssh_session session, socket_t fd, struct gangway_guard *guard) {
    accepting = guard;
    int result = ssh_bind_accept_fd(bind, session, fd);
    accepting = NULL;
    return result;
}

void *__wrap_ssh_buffer_allocate(ssh_buffer buffer, uint32_t length) {
    /* The first room that is taken in a poll is that of its read. */
    if (reading.guard != NULL && reading.buffer == NULL) reading.buffer = buffer;
    return __real_ssh_buffer_allocate(buffer, length);
}

static void read_ahead(struct gangway_guard *guard, socket_t fd, ssh_buffer buffer) {
    void *room = __real_ssh_buffer_allocate(buffer, AHEAD);
    if (room == NULL) return;
    guard->grown = buffer;
    ssize_t count = recv(fd, room, AHEAD, MSG_DONTWAIT);
    /* An end or an error is found again by libssh's next read. */
    if (count < 0) count = 0;
    __real_ssh_buffer_pass_bytes_end(buffer, AHEAD - (uint32_t)count);
    guard->bytes_ahead += (uint64_t)count;
}

uint32_t __wrap_ssh_buffer_pass_bytes_end(ssh_buffer buffer, uint32_t length) {
    struct gangway_guard *guard = reading.guard;
    uint32_t result = __real_ssh_buffer_pass_bytes_end(buffer, length);
    if (guard == NULL || buffer != reading.buffer) return result;
    reading.guard = NULL;
    guard->is_calm = length > 0;
    if (length == 0) read_ahead(guard, reading.fd, buffer);
    return result;
}

void gangway_guard_read_ahead(struct gangway_guard *guard) { guard->reads_ahead = true; }

uint64_t gangway_guard_bytes_ahead(const struct gangway_guard *guard) { return guard->bytes_ahead; }
