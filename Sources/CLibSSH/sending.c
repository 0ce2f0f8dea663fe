/* Packets that libssh has no call for, sent through calls that it has.
 *
 * Linked with --wrap=ssh_buffer_add_data and --wrap=ssh_buffer_add_buffer: libssh's own calls of these two, from one of
 * its object files to another, come here first. Each makes the last piece of a packet that is then sent, and so is the
 * moment to put another packet in its place. Nothing of libssh's private structures is used, and the two vehicles,
 * channel_request and channel_open of its channels.c, are the same in 0.10, 0.11 and 0.12.
 *
 * Both wrappers only pass on, but during a call from this file on the same thread. */

#include "guard.h"

int __real_ssh_buffer_add_data(ssh_buffer buffer, const void *data, uint32_t length);
int __wrap_ssh_buffer_add_data(ssh_buffer buffer, const void *data, uint32_t length);
int __real_ssh_buffer_add_buffer(ssh_buffer buffer, ssh_buffer source);
int __wrap_ssh_buffer_add_buffer(ssh_buffer buffer, ssh_buffer source);

/* The packet that goes out instead. */
static _Thread_local struct {
    const uint8_t *bytes; /* NULL: none */
    uint32_t length;
} raw;

/* The channel open whose type and payload go out instead. */
static _Thread_local struct {
    struct gangway_guard *guard;
    struct opening *opening; /* NULL: none */
    const char *type;
    const uint8_t *payload;
    uint32_t length;
} substitute;

int __wrap_ssh_buffer_add_data(ssh_buffer buffer, const void *data, uint32_t length) {
    if (raw.bytes == NULL) return __real_ssh_buffer_add_data(buffer, data, length);
    struct reader reader = open_packet(buffer);
    if (read_byte(&reader) != CHANNEL_REQUEST) return __real_ssh_buffer_add_data(buffer, data, length);
    const uint8_t *bytes = raw.bytes;
    raw.bytes = NULL;
    if (ssh_buffer_reinit(buffer) != 0) return SSH_ERROR;
    return __real_ssh_buffer_add_data(buffer, bytes, raw.length);
}

/* Sends the packet as it is, after everything sent before. libssh makes a request of a channel that never was opened. */
static int send_packet(ssh_session session, const uint8_t *bytes, uint32_t length) {
    ssh_channel vehicle = ssh_channel_new(session);
    if (vehicle == NULL) return SSH_ERROR;
    raw.bytes = bytes;
    raw.length = length;
    int result = ssh_channel_request_send_exit_status(vehicle, 0);
    if (raw.bytes != NULL) result = SSH_ERROR;
    raw.bytes = NULL;
    ssh_channel_free(vehicle);
    return result;
}

int gangway_refuse_open(ssh_session session, uint32_t sender, uint32_t reason, const char *text, uint32_t length) {
    ssh_buffer buffer = ssh_buffer_new();
    if (buffer == NULL) return SSH_ERROR;
    uint8_t type = CHANNEL_OPEN_FAILURE;
    struct writer writer = {buffer, false};
    write_raw(&writer, &type, 1);
    write_uint32(&writer, sender);
    write_uint32(&writer, reason);
    write_string(&writer, text, length);
    write_string(&writer, "", 0); /* language */
    int result =
        writer.failed ? SSH_ERROR : send_packet(session, ssh_buffer_get(buffer), ssh_buffer_get_len(buffer));
    ssh_buffer_free(buffer);
    return result;
}

int __wrap_ssh_buffer_add_buffer(ssh_buffer buffer, ssh_buffer source) {
    struct opening *opening = substitute.opening;
    if (opening == NULL) return __real_ssh_buffer_add_buffer(buffer, source);
    struct reader reader = open_packet(buffer);
    uint8_t message = read_byte(&reader);
    struct text type = read_string(&reader);
    opening->channel = read_uint32(&reader);
    uint32_t window = read_uint32(&reader);
    uint32_t max_packet = read_uint32(&reader);
    if (reader.failed || message != CHANNEL_OPEN || !is(type, "x11"))
        return __real_ssh_buffer_add_buffer(buffer, source);
    substitute.opening = NULL;
    struct opening **link = &substitute.guard->openings;
    while (*link != NULL) link = &(*link)->next;
    *link = opening;
    struct writer writer = {buffer, ssh_buffer_reinit(buffer) != 0};
    write_raw(&writer, &message, 1);
    write_string(&writer, substitute.type, (uint32_t)strlen(substitute.type));
    write_uint32(&writer, opening->channel);
    write_uint32(&writer, window);
    write_uint32(&writer, max_packet);
    write_raw(&writer, substitute.payload, substitute.length);
    return writer.failed ? SSH_ERROR : SSH_OK;
}

static void forget(struct gangway_guard *guard, struct opening *opening) {
    struct opening **link = &guard->openings;
    while (*link != NULL && *link != opening) link = &(*link)->next;
    if (*link != NULL) *link = opening->next;
    free(opening);
}

int gangway_channel_open(
    struct gangway_guard *guard, ssh_channel channel, const char *type, const uint8_t *payload, uint32_t length,
    uint32_t *number
) {
    struct opening *opening = calloc(1, sizeof *opening);
    if (opening == NULL) return SSH_ERROR;
    substitute.guard = guard;
    substitute.opening = opening;
    substitute.type = type;
    substitute.payload = payload;
    substitute.length = length;
    /* Polls after it has sent, so that the answer may be there on return: SSH_OK. */
    int result = ssh_channel_open_x11(channel, "", 0);
    bool is_sent = substitute.opening == NULL;
    substitute.opening = NULL;
    if (!is_sent || result == SSH_ERROR) {
        forget(guard, opening);
        return SSH_ERROR;
    }
    *number = opening->channel;
    return SSH_OK;
}
