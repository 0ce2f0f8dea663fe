#include "CLibSSH.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Internal to libssh (include/libssh/packet.h). It appends to the session's list; libssh appends its own callbacks when
 * the client's banner arrives, so a set registered before that is asked first. */
void ssh_packet_set_callbacks(ssh_session session, ssh_packet_callbacks callbacks);

enum {
    FIRST = 50, /* SSH_MSG_USERAUTH_REQUEST, RFC 4252 §6 */
    USERAUTH_REQUEST = 50,
    GLOBAL_REQUEST = 80, /* RFC 4254 */
    CHANNEL_OPEN = 90,
    CHANNEL_OPEN_CONFIRMATION = 91,
    CHANNEL_REQUEST = 98,
    LAST = 98,

    /* Below this a channel's packets hold next to nothing, and libssh 0.10 subtracts 10 and loops for ever at 0. */
    MIN_PACKET = 64,
    /* FIDO signature flag: the user touched the key (U2F "user presence"). */
    FIDO_USER_PRESENT = 0x01,
    /* Longest terminal type; terminfo has none near it. */
    TERMINAL_MAX = 256,
    /* Longest encoded modes: every opcode there is, once, takes 800 bytes. */
    MODES_MAX = 1024,
};

struct gangway_guard {
    struct ssh_packet_callbacks_struct set;
    ssh_packet_callback table[LAST - FIRST + 1];
    uint32_t passed_authentications;
    uint32_t dropped_authentications;
    bool violated;
    bool no_more_sessions; /* no-more-sessions@openssh.com was sent */
};

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

static uint8_t read_byte(struct reader *reader) {
    if (reader->failed || reader->left < 1) {
        reader->failed = true;
        return 0;
    }
    reader->left--;
    return *reader->at++;
}

static uint32_t read_uint32(struct reader *reader) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) value = value << 8 | read_byte(reader);
    return value;
}

static struct text read_string(struct reader *reader) {
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

static bool is(struct text text, const char *word) {
    return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

static bool has_prefix(struct text text, const char *prefix) {
    return text.length >= strlen(prefix) && memcmp(text.bytes, prefix, strlen(prefix)) == 0;
}

static bool has_byte(struct text text, int byte) {
    return text.length > 0 && memchr(text.bytes, byte, text.length) != NULL;
}

/* libssh hands strings on as C strings: what follows a NUL would be lost silently. */
static bool has_nul(struct text text) { return has_byte(text, 0); }

static struct reader open_packet(ssh_buffer packet) {
    return (struct reader){ssh_buffer_get(packet), ssh_buffer_get_len(packet), false};
}

/* ---- Rewriting ---- */

struct writer {
    ssh_buffer packet;
    bool failed;
};

static void write_raw(struct writer *writer, const void *bytes, uint32_t length) {
    if (length > 0 && ssh_buffer_add_data(writer->packet, bytes, length) != 0) writer->failed = true;
}

static void write_uint32(struct writer *writer, uint32_t value) {
    uint8_t bytes[4] = {value >> 24, value >> 16, value >> 8, value};
    write_raw(writer, bytes, 4);
}

static void write_string(struct writer *writer, const char *bytes, uint32_t length) {
    write_uint32(writer, length);
    write_raw(writer, bytes, length);
}

static int rewritten(struct gangway_guard *guard, struct writer *writer) {
    if (!writer->failed) return SSH_PACKET_NOT_USED;
    guard->violated = true; /* out of memory */
    return SSH_PACKET_USED;
}

/* Makes an `env` request of the packet, which then comes out as a message in its place among the others. */
static int rewrite_as_env(
    struct gangway_guard *guard, ssh_buffer packet, uint32_t channel, bool want_reply, const char *name,
    struct text value
) {
    char copy[64];
    uint32_t length = value.length < sizeof copy ? value.length : sizeof copy;
    if (length > 0) memcpy(copy, value.bytes, length);
    uint8_t reply = want_reply;
    struct writer writer = {packet, ssh_buffer_reinit(packet) != 0};
    write_uint32(&writer, channel);
    write_string(&writer, "env", 3);
    write_raw(&writer, &reply, 1);
    write_string(&writer, name, (uint32_t)strlen(name));
    write_string(&writer, copy, length);
    return rewritten(guard, &writer);
}

/* Makes a request of the packet that libssh does not know and refuses. */
static int rewrite_as_unknown(struct gangway_guard *guard, ssh_buffer packet, uint32_t channel, bool want_reply) {
    uint8_t reply = want_reply;
    struct writer writer = {packet, ssh_buffer_reinit(packet) != 0};
    write_uint32(&writer, channel);
    write_string(&writer, "malformed", 9);
    write_raw(&writer, &reply, 1);
    return rewritten(guard, &writer);
}

/* ---- The packets ---- */

/* Whether a FIDO signature (PROTOCOL.u2f: string type, string signature, byte flags, uint32 counter) lacks the touch. */
static bool lacks_user_presence(struct text signature) {
    struct reader reader = {signature.bytes, signature.length, false};
    struct text type = read_string(&reader);
    if (reader.failed || !has_prefix(type, "sk-")) return false;
    read_string(&reader);
    uint8_t flags = read_byte(&reader);
    return reader.failed || !(flags & FIDO_USER_PRESENT);
}

static bool may_pass(struct reader reader) {
    struct text user = read_string(&reader);
    read_string(&reader); /* service */
    struct text method = read_string(&reader);
    if (reader.failed || has_nul(user)) return false;
    if (is(method, "none")) return true;
    if (is(method, "password")) {
        read_byte(&reader);
        struct text password = read_string(&reader);
        return !reader.failed && !has_nul(password);
    }
    if (is(method, "publickey")) {
        bool is_signed = read_byte(&reader) != 0;
        read_string(&reader); /* algorithm */
        read_string(&reader); /* key */
        if (!is_signed) return !reader.failed;
        struct text signature = read_string(&reader);
        return !reader.failed && !lacks_user_presence(signature);
    }
    /* Everything else stays away from libssh: its gssapi-with-mic and hostbased code is of no use here. */
    return false;
}

static int on_userauth_request(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    if (may_pass(open_packet(packet))) {
        guard->passed_authentications++;
        return SSH_PACKET_NOT_USED;
    }
    guard->dropped_authentications++;
    return SSH_PACKET_USED;
}

static int on_global_request(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    if (is(read_string(&reader), "no-more-sessions@openssh.com")) guard->no_more_sessions = true;
    return SSH_PACKET_NOT_USED;
}

static int on_channel_open(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    struct text kind = read_string(&reader);
    uint32_t sender = read_uint32(&reader);
    uint32_t window = read_uint32(&reader);
    uint32_t max_packet = read_uint32(&reader);
    if (reader.failed) {
        guard->violated = true;
        return SSH_PACKET_USED;
    }
    bool is_forbidden = guard->no_more_sessions && is(kind, "session");
    if (max_packet >= MIN_PACKET && !is_forbidden) return SSH_PACKET_NOT_USED;
    /* A channel type that libssh does not know is refused with the client's channel number. */
    struct writer writer = {packet, ssh_buffer_reinit(packet) != 0};
    write_string(&writer, "refused", 7);
    write_uint32(&writer, sender);
    write_uint32(&writer, window);
    write_uint32(&writer, 32768);
    return rewritten(guard, &writer);
}

static int on_channel_open_confirmation(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    read_uint32(&reader); /* recipient channel */
    read_uint32(&reader); /* sender channel */
    read_uint32(&reader); /* window */
    uint32_t max_packet = read_uint32(&reader);
    if (!reader.failed && max_packet >= MIN_PACKET) return SSH_PACKET_NOT_USED;
    guard->violated = true;
    return SSH_PACKET_USED;
}

static int on_pty_request(
    struct gangway_guard *guard, ssh_buffer packet, struct reader reader, uint32_t channel, bool want_reply
) {
    struct text terminal = read_string(&reader);
    const uint8_t *size = reader.at;
    for (int i = 0; i < 4; i++) read_uint32(&reader);
    struct text modes = read_string(&reader);
    if (reader.failed || terminal.length > TERMINAL_MAX || modes.length > MODES_MAX || has_nul(terminal) ||
        has_byte(terminal, GANGWAY_PTY_MODES))
        return rewrite_as_unknown(guard, packet, channel, want_reply);
    /* Copied before the packet they lie in is written over. */
    uint8_t dimensions[16];
    memcpy(dimensions, size, sizeof dimensions);
    char text[TERMINAL_MAX + 1 + 2 * MODES_MAX];
    uint32_t length = terminal.length;
    if (length > 0) memcpy(text, terminal.bytes, length);
    text[length++] = GANGWAY_PTY_MODES;
    for (uint32_t i = 0; i < modes.length; i++) {
        text[length++] = "0123456789abcdef"[modes.bytes[i] >> 4];
        text[length++] = "0123456789abcdef"[modes.bytes[i] & 15];
    }
    uint8_t reply = want_reply;
    struct writer writer = {packet, ssh_buffer_reinit(packet) != 0};
    write_uint32(&writer, channel);
    write_string(&writer, "pty-req", 7);
    write_raw(&writer, &reply, 1);
    write_string(&writer, text, length);
    write_raw(&writer, dimensions, sizeof dimensions);
    write_string(&writer, "", 0);
    return rewritten(guard, &writer);
}

static int on_channel_request(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    uint32_t channel = read_uint32(&reader);
    struct text name = read_string(&reader);
    bool want_reply = read_byte(&reader) != 0;
    if (reader.failed) {
        guard->violated = true;
        return SSH_PACKET_USED;
    }
    if (is(name, "pty-req")) return on_pty_request(guard, packet, reader, channel, want_reply);
    if (is(name, "env")) {
        struct text variable = read_string(&reader);
        struct text value = read_string(&reader);
        bool ok = !reader.failed && !has_nul(variable) && !has_nul(value) && !has_prefix(variable, "\001");
        return ok ? SSH_PACKET_NOT_USED : rewrite_as_unknown(guard, packet, channel, want_reply);
    }
    if (is(name, "exec") || is(name, "subsystem")) {
        struct text text = read_string(&reader);
        bool ok = !reader.failed && !has_nul(text);
        return ok ? SSH_PACKET_NOT_USED : rewrite_as_unknown(guard, packet, channel, want_reply);
    }
    if (is(name, "signal")) {
        struct text signal = read_string(&reader);
        if (reader.failed || has_nul(signal)) return rewrite_as_unknown(guard, packet, channel, want_reply);
        return rewrite_as_env(guard, packet, channel, want_reply, GANGWAY_ENV_SIGNAL, signal);
    }
    if (is(name, "break")) {
        char length[16];
        uint32_t milliseconds = read_uint32(&reader);
        if (reader.failed) return rewrite_as_unknown(guard, packet, channel, want_reply);
        int count = snprintf(length, sizeof length, "%u", milliseconds);
        struct text value = {(const uint8_t *)length, (uint32_t)count};
        return rewrite_as_env(guard, packet, channel, want_reply, GANGWAY_ENV_BREAK, value);
    }
    if (is(name, "eow@openssh.com"))
        return rewrite_as_env(guard, packet, channel, want_reply, GANGWAY_ENV_END_OF_WRITE, (struct text){NULL, 0});
    /* libssh 0.10 answers this one even where no answer is wanted. */
    if (is(name, "keepalive@openssh.com") && !want_reply) return SSH_PACKET_USED;
    return SSH_PACKET_NOT_USED;
}

struct gangway_guard *gangway_guard_install(ssh_session session) {
    struct gangway_guard *guard = calloc(1, sizeof *guard);
    if (guard == NULL) return NULL;
    guard->table[USERAUTH_REQUEST - FIRST] = on_userauth_request;
    guard->table[GLOBAL_REQUEST - FIRST] = on_global_request;
    guard->table[CHANNEL_OPEN - FIRST] = on_channel_open;
    guard->table[CHANNEL_OPEN_CONFIRMATION - FIRST] = on_channel_open_confirmation;
    guard->table[CHANNEL_REQUEST - FIRST] = on_channel_request;
    guard->set.start = FIRST;
    guard->set.n_callbacks = LAST - FIRST + 1;
    guard->set.callbacks = guard->table;
    guard->set.user = guard;
    ssh_packet_set_callbacks(session, &guard->set);
    return guard;
}

void gangway_guard_free(struct gangway_guard *guard) {
    free(guard);
}

static uint32_t take(uint32_t *counter) {
    uint32_t value = *counter;
    *counter = 0;
    return value;
}

uint32_t gangway_guard_take_passed_authentications(struct gangway_guard *guard) {
    return take(&guard->passed_authentications);
}

uint32_t gangway_guard_take_dropped_authentications(struct gangway_guard *guard) {
    return take(&guard->dropped_authentications);
}

bool gangway_guard_is_violated(const struct gangway_guard *guard) { return guard->violated; }
