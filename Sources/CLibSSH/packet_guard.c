#include "guard.h"

#include <stdio.h>

/* Internal to libssh (include/libssh/packet.h). It appends to the session's list; libssh appends its own callbacks when
 * the client's banner arrives, so a set registered before that is asked first. */
void ssh_packet_set_callbacks(ssh_session session, ssh_packet_callbacks callbacks);

enum {
    /* FIDO signature flag: the user touched the key (U2F "user presence"). */
    FIDO_USER_PRESENT = 0x01,
    /* Longest terminal type; terminfo has none near it. */
    TERMINAL_MAX = 256,
    /* Longest encoded modes: every opcode there is, once, takes 800 bytes. */
    MODES_MAX = 1024,
};

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

/* RFC 4253 §7.1: the client's first compression algorithm that both have is taken, and `none` always is one of ours. */
static int on_kexinit(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    for (int i = 0; i < 16; i++) read_byte(&reader); /* cookie */
    for (int i = 0; i < 6; i++) read_string(&reader);
    struct text compression = read_string(&reader); /* client to server */
    guard->may_be_compressed = reader.failed || !(is(compression, "none") || has_prefix(compression, "none,"));
    return SSH_PACKET_NOT_USED;
}

static int on_newkeys(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type, (void)packet;
    struct gangway_guard *guard = user;
    guard->key_exchanges++;
    return SSH_PACKET_NOT_USED;
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
    if (gangway_on_channel_message(session, type, packet, user) == SSH_PACKET_USED) return SSH_PACKET_USED;
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
    struct text nothing = {NULL, 0};
    if (is(name, "eow@openssh.com"))
        return rewrite_as_env(guard, packet, channel, want_reply, GANGWAY_ENV_END_OF_WRITE, nothing);
    if (is(name, "auth-agent-req@openssh.com"))
        return rewrite_as_env(guard, packet, channel, want_reply, GANGWAY_ENV_AGENT, nothing);
    if (is(name, "x11-req")) {
        read_byte(&reader); /* single connection */
        struct text protocol = read_string(&reader);
        struct text cookie = read_string(&reader);
        read_uint32(&reader); /* screen */
        bool ok = !reader.failed && !has_nul(protocol) && !has_nul(cookie);
        return ok ? SSH_PACKET_NOT_USED : rewrite_as_unknown(guard, packet, channel, want_reply);
    }
    /* libssh 0.10 answers this one even where no answer is wanted. */
    if (is(name, "keepalive@openssh.com") && !want_reply) return SSH_PACKET_USED;
    return SSH_PACKET_NOT_USED;
}

struct gangway_guard *gangway_guard_install(ssh_session session) {
    struct gangway_guard *guard = calloc(1, sizeof *guard);
    if (guard == NULL) return NULL;
    guard->table[KEXINIT - FIRST] = on_kexinit;
    guard->table[NEWKEYS - FIRST] = on_newkeys;
    guard->table[USERAUTH_REQUEST - FIRST] = on_userauth_request;
    guard->table[GLOBAL_REQUEST - FIRST] = gangway_on_global_request;
    guard->table[CHANNEL_OPEN - FIRST] = gangway_on_channel_open;
    guard->table[CHANNEL_OPEN_CONFIRMATION - FIRST] = gangway_on_channel_open_confirmation;
    guard->table[CHANNEL_OPEN_FAILURE - FIRST] = gangway_on_channel_open_failure;
    for (int type = CHANNEL_WINDOW_ADJUST; type <= CHANNEL_CLOSE; type++)
        guard->table[type - FIRST] = gangway_on_channel_message;
    guard->table[CHANNEL_REQUEST - FIRST] = on_channel_request;
    guard->set.start = FIRST;
    guard->set.n_callbacks = LAST - FIRST + 1;
    guard->set.callbacks = guard->table;
    guard->set.user = guard;
    ssh_packet_set_callbacks(session, &guard->set);
    return guard;
}

void gangway_guard_free(struct gangway_guard *guard) {
    if (guard == NULL) return;
    for (struct opening *opening = guard->openings, *next; opening != NULL; opening = next) {
        next = opening->next;
        free(opening);
    }
    free(guard->taken);
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

uint32_t gangway_guard_key_exchanges(const struct gangway_guard *guard) { return guard->key_exchanges; }

bool gangway_guard_is_violated(const struct gangway_guard *guard) { return guard->violated; }
