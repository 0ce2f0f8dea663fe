/* The packet guard's part for forwards: opening channels, both ways, and global requests (RFC 4254 §4, §5, §7). */

#include "guard.h"

/* "\001", a kind, and what follows: longest is the sender's number and an address. */
enum { MARKED_MAX = 2 + 8 + ADDRESS_MAX };

static bool is_address(struct text text) { return text.length <= ADDRESS_MAX && !has_nul(text); }

/* ---- Channels that the client opens ---- */

struct open {
    uint32_t sender, window, max_packet;
};

/* Makes a direct-tcpip open of the packet. Its host is marked (GANGWAY_OPEN_…), so what libssh would lose comes out with
 * the message it belongs to, and no client can make such a mark: each direct-tcpip of its own gets one as well. */
static int rewrite_open(
    struct gangway_guard *guard, ssh_buffer packet, struct open open, char kind, struct text target, uint32_t port,
    struct text originator, uint32_t originator_port
) {
    /* Copied before the packet they lie in is written over. */
    char host[MARKED_MAX], from[ADDRESS_MAX];
    uint32_t length = 0;
    host[length++] = GANGWAY_MARK;
    host[length++] = kind;
    for (int shift = 28; shift >= 0; shift -= 4) host[length++] = "0123456789abcdef"[open.sender >> shift & 15];
    if (target.length > 0) memcpy(host + length, target.bytes, target.length);
    length += target.length;
    if (originator.length > 0) memcpy(from, originator.bytes, originator.length);
    struct writer writer = {packet, ssh_buffer_reinit(packet) != 0};
    write_string(&writer, "direct-tcpip", 12);
    write_uint32(&writer, open.sender);
    write_uint32(&writer, open.window);
    write_uint32(&writer, open.max_packet);
    write_string(&writer, host, length);
    write_uint32(&writer, port);
    write_string(&writer, from, originator.length);
    write_uint32(&writer, originator_port);
    return rewritten(guard, &writer);
}

static int rewrite_refused_open(struct gangway_guard *guard, ssh_buffer packet, struct open open, char kind) {
    struct text none = {NULL, 0};
    /* libssh answers nothing to a size of 0. */
    open.max_packet = MIN_PACKET;
    return rewrite_open(guard, packet, open, kind, none, 1, none, 0);
}

int gangway_on_channel_open(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    struct text kind = read_string(&reader);
    struct open open;
    open.sender = read_uint32(&reader);
    open.window = read_uint32(&reader);
    open.max_packet = read_uint32(&reader);
    if (reader.failed) {
        guard->violated = true;
        return SSH_PACKET_USED;
    }
    if (open.max_packet < MIN_PACKET) return rewrite_refused_open(guard, packet, open, GANGWAY_OPEN_MALFORMED);
    if (is(kind, "session")) {
        if (!guard->no_more_sessions) return SSH_PACKET_NOT_USED;
        return rewrite_refused_open(guard, packet, open, GANGWAY_OPEN_FORBIDDEN);
    }
    if (is(kind, "direct-tcpip")) {
        struct text host = read_string(&reader);
        uint32_t port = read_uint32(&reader);
        struct text originator = read_string(&reader);
        uint32_t originator_port = read_uint32(&reader);
        /* libssh keeps 16 bits of a port, so that 65558 would be 22. */
        if (reader.failed || !is_address(host) || !is_address(originator) || port < 1 || port > 65535 ||
            originator_port > 65535)
            return rewrite_refused_open(guard, packet, open, GANGWAY_OPEN_MALFORMED);
        return rewrite_open(guard, packet, open, GANGWAY_OPEN_TCP, host, port, originator, originator_port);
    }
    if (is(kind, "direct-streamlocal@openssh.com")) {
        struct text path = read_string(&reader);
        struct text reserved = read_string(&reader);
        read_uint32(&reader); /* reserved */
        if (reader.failed || !is_address(path) || path.length == 0)
            return rewrite_refused_open(guard, packet, open, GANGWAY_OPEN_MALFORMED);
        reserved.length = 0;
        return rewrite_open(guard, packet, open, GANGWAY_OPEN_UNIX, path, 1, reserved, 0);
    }
    return rewrite_refused_open(guard, packet, open, GANGWAY_OPEN_UNKNOWN);
}

/* ---- Channels that we open ---- */

static struct opening *find_opening(const struct gangway_guard *guard, uint32_t channel) {
    struct opening *opening = guard->openings;
    while (opening != NULL && (opening->state != WAITING || opening->channel != channel)) opening = opening->next;
    return opening;
}

/* libssh 0.10 lets a confirmation change a channel that is open already; here an answer that nothing waits for ends the
 * connection. */
int gangway_on_channel_open_confirmation(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    uint32_t recipient = read_uint32(&reader);
    read_uint32(&reader); /* sender channel */
    read_uint32(&reader); /* window */
    uint32_t max_packet = read_uint32(&reader);
    struct opening *opening = find_opening(guard, recipient);
    if (reader.failed || max_packet < MIN_PACKET || opening == NULL) {
        guard->violated = true;
        return SSH_PACKET_USED;
    }
    opening->state = CONFIRMED;
    return SSH_PACKET_NOT_USED;
}

/* Kept from libssh, which would go on telling it as the session's error. */
int gangway_on_channel_open_failure(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    uint32_t recipient = read_uint32(&reader);
    uint32_t reason = read_uint32(&reader);
    struct text text = read_string(&reader);
    struct opening *opening = find_opening(guard, recipient);
    if (reader.failed || opening == NULL) {
        guard->violated = true;
        return SSH_PACKET_USED;
    }
    opening->state = REFUSED;
    opening->reason = reason;
    uint32_t length = text.length < sizeof opening->text ? text.length : sizeof opening->text - 1;
    if (length > 0) memcpy(opening->text, text.bytes, length);
    opening->text[length] = 0;
    return SSH_PACKET_USED;
}

int gangway_on_channel_message(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    if (guard->openings == NULL) return SSH_PACKET_NOT_USED;
    struct reader reader = open_packet(packet);
    uint32_t recipient = read_uint32(&reader);
    if (reader.failed || find_opening(guard, recipient) == NULL) return SSH_PACKET_NOT_USED;
    guard->violated = true;
    return SSH_PACKET_USED;
}

bool gangway_guard_take_opened(struct gangway_guard *guard, struct gangway_opened *opened) {
    struct opening **link = &guard->openings;
    while (*link != NULL && (*link)->state == WAITING) link = &(*link)->next;
    if (*link == NULL) return false;
    free(guard->taken);
    guard->taken = *link;
    *link = guard->taken->next;
    guard->taken->next = NULL;
    *opened = (struct gangway_opened){
        .channel = guard->taken->channel,
        .is_confirmed = guard->taken->state == CONFIRMED,
        .reason = guard->taken->reason,
        .text = guard->taken->text,
    };
    return true;
}

/* ---- Global requests ---- */

/* Makes a (cancel-)tcpip-forward of the packet with a marked address (GANGWAY_GLOBAL_…): these are the global requests
 * of which libssh makes messages that can be answered later, and so each can be answered in its turn. */
static int rewrite_global(
    struct gangway_guard *guard, ssh_buffer packet, bool cancels, bool want_reply, char kind, struct text target,
    uint32_t port
) {
    char address[MARKED_MAX];
    uint32_t length = 0;
    address[length++] = GANGWAY_MARK;
    address[length++] = kind;
    if (target.length > 0) memcpy(address + length, target.bytes, target.length);
    length += target.length;
    const char *name = cancels ? "cancel-tcpip-forward" : "tcpip-forward";
    uint8_t reply = want_reply;
    struct writer writer = {packet, ssh_buffer_reinit(packet) != 0};
    write_string(&writer, name, (uint32_t)strlen(name));
    write_raw(&writer, &reply, 1);
    write_string(&writer, address, length);
    write_uint32(&writer, port);
    return rewritten(guard, &writer);
}

int gangway_on_global_request(ssh_session session, uint8_t type, ssh_buffer packet, void *user) {
    (void)session, (void)type;
    struct gangway_guard *guard = user;
    struct reader reader = open_packet(packet);
    struct text name = read_string(&reader);
    bool want_reply = read_byte(&reader) != 0;
    if (reader.failed) {
        guard->violated = true;
        return SSH_PACKET_USED;
    }
    bool cancels = is(name, "cancel-tcpip-forward") || is(name, "cancel-streamlocal-forward@openssh.com");
    struct text target = {NULL, 0};
    /* libssh adds a port to an answer only where 0 was asked for. */
    uint32_t port = 1;
    char kind = GANGWAY_GLOBAL_UNKNOWN;
    if (is(name, "tcpip-forward") || is(name, "cancel-tcpip-forward")) {
        target = read_string(&reader);
        port = read_uint32(&reader);
        kind = GANGWAY_GLOBAL_TCP;
    } else if (is(name, "streamlocal-forward@openssh.com") || is(name, "cancel-streamlocal-forward@openssh.com")) {
        target = read_string(&reader);
        kind = GANGWAY_GLOBAL_UNIX;
        if (target.length == 0) reader.failed = true;
    } else if (is(name, "no-more-sessions@openssh.com")) {
        guard->no_more_sessions = true;
        kind = GANGWAY_GLOBAL_GRANTED;
    } else if (is(name, "keepalive@openssh.com")) {
        kind = GANGWAY_GLOBAL_GRANTED;
    }
    if (reader.failed || !is_address(target) || port > 65535) {
        target.length = 0;
        port = 1;
        kind = GANGWAY_GLOBAL_UNKNOWN;
    }
    bool is_forward = kind == GANGWAY_GLOBAL_TCP || kind == GANGWAY_GLOBAL_UNIX;
    if (!is_forward && !want_reply) return SSH_PACKET_USED;
    return rewrite_global(guard, packet, cancels, want_reply, kind, target, port);
}
