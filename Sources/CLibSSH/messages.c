#include "CLibSSH.h"

#include <stdlib.h>

/* Internal to libssh: takes a queued message without polling the socket, as ssh_message_get would. */
ssh_message ssh_message_pop_head(ssh_session session);
/* Internal to libssh: USERAUTH_FAILURE with the methods of ssh_set_auth_methods. */
int ssh_auth_reply_default(ssh_session session, int partial);

/* Deprecated in favour of callbacks that must answer at once; messages can be answered later. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

ssh_message gangway_message_pop(ssh_session session) { return ssh_message_pop_head(session); }

static void describe_authentication(ssh_message message, struct gangway_message *view) {
    view->text = ssh_message_auth_user(message);
    if (view->subtype == SSH_AUTH_METHOD_PASSWORD) view->value = ssh_message_auth_password(message);
    if (view->subtype == SSH_AUTH_METHOD_PUBLICKEY) {
        ssh_key key = ssh_message_auth_pubkey(message);
        view->key_type = key ? ssh_key_type(key) : SSH_KEYTYPE_UNKNOWN;
        view->key_state = ssh_message_auth_publickey_state(message);
    }
}

static void describe_channel_request(ssh_message message, struct gangway_message *view) {
    view->channel = ssh_message_channel_request_channel(message);
    switch (view->subtype) {
    case SSH_CHANNEL_REQUEST_PTY:
        view->text = ssh_message_channel_request_pty_term(message);
        /* fall through */
    case SSH_CHANNEL_REQUEST_WINDOW_CHANGE:
        view->columns = ssh_message_channel_request_pty_width(message);
        view->rows = ssh_message_channel_request_pty_height(message);
        view->pixel_width = ssh_message_channel_request_pty_pxwidth(message);
        view->pixel_height = ssh_message_channel_request_pty_pxheight(message);
        break;
    case SSH_CHANNEL_REQUEST_EXEC:
        view->text = ssh_message_channel_request_command(message);
        break;
    case SSH_CHANNEL_REQUEST_SUBSYSTEM:
        view->text = ssh_message_channel_request_subsystem(message);
        break;
    case SSH_CHANNEL_REQUEST_ENV:
        view->text = ssh_message_channel_request_env_name(message);
        view->value = ssh_message_channel_request_env_value(message);
        break;
    case SSH_CHANNEL_REQUEST_X11:
        view->text = ssh_message_channel_request_x11_auth_protocol(message);
        view->value = ssh_message_channel_request_x11_auth_cookie(message);
        view->is_single_connection = ssh_message_channel_request_x11_single_connection(message);
        view->screen = ssh_message_channel_request_x11_screen_number(message);
        break;
    default:
        break;
    }
}

static void describe_channel_open(ssh_message message, struct gangway_message *view) {
    if (view->subtype != SSH_CHANNEL_DIRECT_TCPIP) return;
    view->text = ssh_message_channel_request_open_destination(message);
    view->port = ssh_message_channel_request_open_destination_port(message);
    view->value = ssh_message_channel_request_open_originator(message);
    view->originator_port = ssh_message_channel_request_open_originator_port(message);
}

void gangway_message_describe(ssh_message message, struct gangway_message *view) {
    *view = (struct gangway_message){.type = ssh_message_type(message), .subtype = ssh_message_subtype(message)};
    if (view->type == SSH_REQUEST_AUTH) describe_authentication(message, view);
    if (view->type == SSH_REQUEST_SERVICE) view->text = ssh_message_service_service(message);
    if (view->type == SSH_REQUEST_CHANNEL_OPEN) describe_channel_open(message, view);
    if (view->type == SSH_REQUEST_CHANNEL) describe_channel_request(message, view);
    if (view->type == SSH_REQUEST_GLOBAL) {
        view->text = ssh_message_global_request_address(message);
        view->port = ssh_message_global_request_port(message);
    }
}

char *gangway_message_public_key(ssh_message message) {
    ssh_key key = ssh_message_auth_pubkey(message);
    char *base64 = NULL;
    if (key == NULL || ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK) return NULL;
    return base64;
}

int gangway_refuse_authentication(ssh_session session, bool partial) {
    return ssh_auth_reply_default(session, partial);
}

ssh_channel_callbacks gangway_channel_callbacks_new(void *userdata) {
    ssh_channel_callbacks callbacks = calloc(1, sizeof *callbacks);
    if (callbacks == NULL) return NULL;
    callbacks->userdata = userdata;
    ssh_callbacks_init(callbacks);
    return callbacks;
}

void gangway_channel_callbacks_free(ssh_channel_callbacks callbacks) { free(callbacks); }
