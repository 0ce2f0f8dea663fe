/* libssh as Gangway uses it: its own headers, the packet guard, and flat views of what Swift cannot reach.
 *
 * Linked against the static archive only. Three functions of libssh that its headers do not declare are used, all
 * present in 0.10, 0.11 and 0.12: ssh_packet_set_callbacks, ssh_message_pop_head, ssh_auth_reply_default. Five more are
 * wrapped by the linker: ssh_buffer_add_data and ssh_buffer_add_buffer (sending.c), ssh_poll_new, ssh_buffer_allocate and
 * ssh_buffer_pass_bytes_end (reading.c). */
#ifndef GANGWAY_CLIBSSH_H
#define GANGWAY_CLIBSSH_H

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- The packet guard ----
 *
 * Looks at packets before libssh does (numbers 50 to 98 of RFC 4252 and RFC 4254) and mends what libssh 0.10 lets
 * through: it drops, rewrites or only notes. It never sends and never calls back; the connection reads its notes after
 * each poll. One guard per session, installed before the first packet, freed after the session. */

struct gangway_guard;

/* Names of `env` requests that the guard makes from requests libssh would not pass on; a client's own request can never
 * have such a name. */
#define GANGWAY_ENV_SIGNAL "\001signal"      /* value: the signal's name */
#define GANGWAY_ENV_BREAK "\001break"        /* value: the length in ms, decimal */
#define GANGWAY_ENV_END_OF_WRITE "\001eow"   /* eow@openssh.com: the client reads no more; value empty */
#define GANGWAY_ENV_AGENT "\001agent"       /* auth-agent-req@openssh.com; value empty */

struct gangway_guard *gangway_guard_install(ssh_session session);
void gangway_guard_free(struct gangway_guard *guard);

/* Authentication requests that went on to libssh since the last call. Each makes one message, unless libssh dropped it
 * without an answer (bad signature, unknown key type); the difference must be answered with a failure. */
uint32_t gangway_guard_take_passed_authentications(struct gangway_guard *guard);
/* Authentication requests that the guard dropped itself: a method that is not offered, a FIDO signature without user
 * presence, a request cut short. Each must be answered with a failure. */
uint32_t gangway_guard_take_dropped_authentications(struct gangway_guard *guard);
/* Key exchanges that the client has completed: NEWKEYS messages (RFC 4253 §7.3), modulo 2^32. */
uint32_t gangway_guard_key_exchanges(const struct gangway_guard *guard);
/* Non-zero once the peer broke a rule that cannot be answered: end the connection. */
bool gangway_guard_is_violated(const struct gangway_guard *guard);

/* libssh parses a pty-req's modes but hands them to nobody. The guard appends them to the terminal's type: the type,
 * this byte (which no client's type may hold), the encoded modes in hexadecimal. So they cannot get lost or come out
 * with another request. */
#define GANGWAY_PTY_MODES 1

/* Each open of a channel that is no session comes out as a direct-tcpip message, each global request that is to be
 * answered as a (cancel-)tcpip-forward message. Their host or address is this byte, a kind, and what the kind says, so a
 * client's own host can be no mark. Hosts and paths have no NUL and at most 1024 bytes. */
enum {
    GANGWAY_MARK = 1,
    /* Opens: behind the kind the client's channel number in 8 hexadecimal digits, then the host or path. */
    GANGWAY_OPEN_TCP = 't',       /* direct-tcpip; port 1 to 65535 */
    GANGWAY_OPEN_UNIX = 'u',      /* direct-streamlocal@openssh.com */
    GANGWAY_OPEN_FORBIDDEN = 'f', /* a session after no-more-sessions@openssh.com */
    GANGWAY_OPEN_MALFORMED = 'm', /* cut short, an impossible port, packets too small */
    GANGWAY_OPEN_UNKNOWN = '?',   /* a type that no client may open, or that nobody knows */
    /* Global requests: behind the kind the address or path. */
    GANGWAY_GLOBAL_TCP = 't',     /* tcpip-forward, cancel-tcpip-forward; port 0 to 65535 */
    GANGWAY_GLOBAL_UNIX = 'u',    /* streamlocal-forward@openssh.com, cancel-streamlocal-forward@openssh.com */
    GANGWAY_GLOBAL_GRANTED = 'g', /* keepalive@openssh.com and the like: to be answered with success */
    GANGWAY_GLOBAL_UNKNOWN = '?', /* to be answered with failure */
};

/* ---- Reading ---- */

/* As ssh_bind_accept_fd, with the session's guard looking after the reads of its socket. */
int gangway_bind_accept(ssh_bind bind, ssh_session session, socket_t fd, struct gangway_guard *guard);
/* From now on a poll reads up to 64 KiB instead of libssh's 4, unless the client compresses what it sends: a poll could
 * bring a thousand times as much then. */
void gangway_guard_read_ahead(struct gangway_guard *guard);
/* Bytes read from the socket that libssh's own counter does not count. */
uint64_t gangway_guard_bytes_ahead(const struct gangway_guard *guard);

/* ---- Channels that the server opens, and refusals ---- */

/* Asks the client for a channel: CHANNEL_OPEN of `type` with `payload` behind the window sizes. `channel` is new; its
 * callbacks are set already, as data can come right behind the confirmation. Polls.
 * Returns SSH_OK where it was sent; *number is our number of the channel then. */
int gangway_channel_open(
    struct gangway_guard *guard, ssh_channel channel, const char *type, const uint8_t *payload, uint32_t length,
    uint32_t *number);

/* The client's answer to one of those. */
struct gangway_opened {
    uint32_t channel;
    bool is_confirmed;
    uint32_t reason;  /* of a refusal: RFC 4254 §5.1 */
    const char *text; /* of a refusal; until the next call */
};

/* The next answer that came in since. False: none. */
bool gangway_guard_take_opened(struct gangway_guard *guard, struct gangway_opened *opened);

/* CHANNEL_OPEN_FAILURE for the client's channel `sender`. ssh_message_reply_default knows only one reason and no text. */
int gangway_refuse_open(ssh_session session, uint32_t sender, uint32_t reason, const char *text, uint32_t length);

/* ---- Messages ---- */

/* What a message holds. Strings live as long as the message. */
struct gangway_message {
    int type;    /* enum ssh_requests_e */
    int subtype; /* by type; of global requests enum ssh_global_requests_e */
    ssh_channel channel;
    const char *text;  /* user, service, env name, command, subsystem, terminal type and modes, x11 protocol, host */
    const char *value; /* password, env value, x11 cookie, originator's host */
    int key_type;      /* enum ssh_keytypes_e */
    int key_state;     /* enum ssh_publickey_state_e */
    int columns, rows, pixel_width, pixel_height;
    int port, originator_port; /* of a host, and of an originator */
    int is_single_connection, screen; /* x11 */
};

ssh_message gangway_message_pop(ssh_session session);
void gangway_message_describe(ssh_message message, struct gangway_message *view);
/* The public key of a publickey request as base64 of its blob; free with ssh_string_free_char. NULL: none. */
char *gangway_message_public_key(ssh_message message);
/* Answers an authentication request of which no message is left. */
int gangway_refuse_authentication(ssh_session session, bool partial);

/* An ssh_channel_callbacks_struct with its size set, zeroed, on the heap. */
ssh_channel_callbacks gangway_channel_callbacks_new(void *userdata);
void gangway_channel_callbacks_free(ssh_channel_callbacks callbacks);

#endif
