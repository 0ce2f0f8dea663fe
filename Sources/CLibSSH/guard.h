/* What the parts of the packet guard share: its state, and reading and writing packets (RFC 4251 §5). */
#ifndef GANGWAY_GUARD_H
#define GANGWAY_GUARD_H

#include "CLibSSH.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST = 20,
    KEXINIT = 20, /* RFC 4253 */
    NEWKEYS = 21,
    USERAUTH_REQUEST = 50, /* RFC 4252 */
    GLOBAL_REQUEST = 80, /* RFC 4254 */
    CHANNEL_OPEN = 90,
    CHANNEL_OPEN_CONFIRMATION = 91,
    CHANNEL_OPEN_FAILURE = 92,
    CHANNEL_WINDOW_ADJUST = 93,
    CHANNEL_CLOSE = 97,
    CHANNEL_REQUEST = 98,
    LAST = 98,

    /* Below this a channel's packets hold next to nothing, and libssh 0.10 subtracts 10 and loops for ever at 0. */
    MIN_PACKET = 64,
    /* Longest host or socket path of a forward. getaddrinfo(3) takes 1024 bytes of a host. */
    ADDRESS_MAX = 1024,
};

/* A channel that we asked the client to open. */
struct opening {
    struct opening *next;
    uint32_t channel; /* our number */
    enum { WAITING, CONFIRMED, REFUSED } state;
    uint32_t reason;
    char text[256];
};

/* libssh's type of them (its poll.h, which is not installed). */
struct ssh_poll_handle_struct;
typedef int (*poll_callback)(struct ssh_poll_handle_struct *handle, socket_t fd, int revents, void *user);

struct gangway_guard {
    struct ssh_packet_callbacks_struct set;
    ssh_packet_callback table[LAST - FIRST + 1];
    uint32_t passed_authentications;
    uint32_t dropped_authentications;
    uint32_t key_exchanges;
    bool violated;
    bool no_more_sessions;    /* no-more-sessions@openssh.com was sent */
    struct opening *openings; /* in the order they were asked for */
    struct opening *taken;    /* the one that was handed out last */

    /* The socket's own poll callback (reading.c). */
    poll_callback poll_callback;
    void *socket;
    bool is_polled;
    bool reads_ahead;
    bool may_be_compressed; /* what the client sends; as of its last KEXINIT */
    bool is_calm;           /* the last read took less than libssh's 4 KiB */
    ssh_buffer grown;       /* libssh's buffer of input, where a larger read has made it larger */
    uint64_t bytes_ahead;
};

int gangway_on_global_request(ssh_session session, uint8_t type, ssh_buffer packet, void *user);
int gangway_on_channel_open(ssh_session session, uint8_t type, ssh_buffer packet, void *user);
int gangway_on_channel_open_confirmation(ssh_session session, uint8_t type, ssh_buffer packet, void *user);
int gangway_on_channel_open_failure(ssh_session session, uint8_t type, ssh_buffer packet, void *user);
/* Everything else that is about a channel: none of it may come before the channel is confirmed. */
int gangway_on_channel_message(ssh_session session, uint8_t type, ssh_buffer packet, void *user);

/* ---- Reading (RFC 4251 §5) ---- */

struct reader {
    const uint8_t *at;
    uint32_t left;
    bool failed;
};

struct text {
    const uint8_t *bytes;
    uint32_t length;
};

static inline uint8_t read_byte(struct reader *reader) {
    if (reader->failed || reader->left < 1) {
        reader->failed = true;
        return 0;
    }
    reader->left--;
    return *reader->at++;
}

static inline uint32_t read_uint32(struct reader *reader) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) value = value << 8 | read_byte(reader);
    return value;
}

static inline struct text read_string(struct reader *reader) {
    struct text text = {reader->at, 0};
    uint32_t length = read_uint32(reader);
    if (reader->failed || length > reader->left) {
        reader->failed = true;
        return text;
    }
    text.bytes = reader->at;
    text.length = length;
    reader->at += length;
    reader->left -= length;
    return text;
}

static inline bool is(struct text text, const char *word) {
    return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

static inline bool has_prefix(struct text text, const char *prefix) {
    return text.length >= strlen(prefix) && memcmp(text.bytes, prefix, strlen(prefix)) == 0;
}

static inline bool has_byte(struct text text, int byte) {
    return text.length > 0 && memchr(text.bytes, byte, text.length) != NULL;
}

/* libssh hands strings on as C strings: what follows a NUL would be lost silently. */
static inline bool has_nul(struct text text) { return has_byte(text, 0); }

static inline struct reader open_packet(ssh_buffer packet) {
    return (struct reader){ssh_buffer_get(packet), ssh_buffer_get_len(packet), false};
}

/* ---- Rewriting ---- */

struct writer {
    ssh_buffer packet;
    bool failed;
};

static inline void write_raw(struct writer *writer, const void *bytes, uint32_t length) {
    if (length > 0 && ssh_buffer_add_data(writer->packet, bytes, length) != 0) writer->failed = true;
}

static inline void write_uint32(struct writer *writer, uint32_t value) {
    uint8_t bytes[4] = {value >> 24, value >> 16, value >> 8, value};
    write_raw(writer, bytes, 4);
}

static inline void write_string(struct writer *writer, const char *bytes, uint32_t length) {
    write_uint32(writer, length);
    write_raw(writer, bytes, length);
}

static inline int rewritten(struct gangway_guard *guard, struct writer *writer) {
    if (!writer->failed) return SSH_PACKET_NOT_USED;
    guard->violated = true; /* out of memory */
    return SSH_PACKET_USED;
}

#endif
