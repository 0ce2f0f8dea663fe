/* libssh as Gangway uses it: its own headers, the packet guard, and flat views of what Swift cannot reach.
 *
 * Linked against the static archive only. Three functions of libssh that its headers do not declare are used, all
 * present in 0.10, 0.11 and 0.12: ssh_packet_set_callbacks, ssh_message_pop_head, ssh_auth_reply_default. */
#ifndef GANGWAY_CLIBSSH_H
#define GANGWAY_CLIBSSH_H

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- The packet guard ----
 *
 * Looks at each packet before libssh does (RFC 4252 and RFC 4254 numbers 50 to 98) and mends what libssh 0.10 lets
 * through: it drops, rewrites or only notes. It never sends and never calls back; the connection reads its notes after
 * each poll. One guard per session, installed before the first packet, freed after the session. */

struct gangway_guard;

/* Names of `env` requests that the guard makes from requests libssh would not pass on; a client's own request can never
 * have such a name. */
#define GANGWAY_ENV_SIGNAL "\001signal"      /* value: the signal's name */
#define GANGWAY_ENV_BREAK "\001break"        /* value: the length in ms, decimal */
#define GANGWAY_ENV_END_OF_WRITE "\001eow"   /* eow@openssh.com: the client reads no more; value empty */

struct gangway_guard *gangway_guard_install(ssh_session session);
void gangway_guard_free(struct gangway_guard *guard);

/* Authentication requests that went on to libssh since the last call. Each makes one message, unless libssh dropped it
 * without an answer (bad signature, unknown key type); the difference must be answered with a failure. */
uint32_t gangway_guard_take_passed_authentications(struct gangway_guard *guard);
/* Authentication requests that the guard dropped itself: a method that is not offered, a FIDO signature without user
 * presence, a request cut short. Each must be answered with a failure. */
uint32_t gangway_guard_take_dropped_authentications(struct gangway_guard *guard);
/* Non-zero once the peer broke a rule that cannot be answered: end the connection. */
bool gangway_guard_is_violated(const struct gangway_guard *guard);

/* libssh parses a pty-req's modes but hands them to nobody. The guard appends them to the terminal's type: the type,
 * this byte (which no client's type may hold), the encoded modes in hexadecimal. So they cannot get lost or come out
 * with another request. */
#define GANGWAY_PTY_MODES 1

/* ---- Messages ---- */

/* What a message holds. Strings live as long as the message. */
struct gangway_message {
    int type;    /* enum ssh_requests_e */
    int subtype; /* by type */
    ssh_channel channel;
    const char *text;  /* user, service, env name, command, subsystem, terminal type and modes */
    const char *value; /* password, env value */
    int key_type;      /* enum ssh_keytypes_e */
    int key_state;     /* enum ssh_publickey_state_e */
    int columns, rows, pixel_width, pixel_height;
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
