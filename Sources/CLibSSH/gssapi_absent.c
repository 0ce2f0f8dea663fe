/* GSSAPI, absent. libssh.a refers to these functions; its gssapi-with-mic code reads Kerberos files and asks the DNS
 * before anybody is authenticated. Linking these instead of a GSSAPI library leaves it with no mechanism to offer and
 * nothing to call. The packet guard keeps the method away from it as well.
 *
 * Declared from the C bindings (RFC 2744), reduced to what the calling convention needs. */

#include <stddef.h>
#include <stdint.h>

typedef uint32_t status;

enum { COMPLETE = 0, UNAVAILABLE = 16 << 16 /* GSS_S_UNAVAILABLE */ };

struct gss_OID_desc_struct;
struct oid_set {
    size_t count;
    struct gss_OID_desc_struct *elements;
};

struct gss_OID_desc_struct *GSS_C_NT_HOSTBASED_SERVICE = NULL;
struct gss_OID_desc_struct *GSS_C_NT_USER_NAME = NULL;

status gss_indicate_mechs(status *minor, struct oid_set **mechanisms) {
    static struct oid_set none = {0, NULL};
    *minor = 0;
    *mechanisms = &none;
    return COMPLETE;
}

status gss_release_oid_set(status *minor, struct oid_set **set) {
    *minor = 0;
    *set = NULL;
    return COMPLETE;
}

/* Every other function starts with `OM_uint32 *minor_status`; further arguments are left alone. */
#define ABSENT(name)                                                                                                   \
    status name(status *minor) {                                                                                       \
        *minor = 0;                                                                                                    \
        return UNAVAILABLE;                                                                                            \
    }

ABSENT(gss_accept_sec_context)
ABSENT(gss_acquire_cred)
ABSENT(gss_add_oid_set_member)
ABSENT(gss_create_empty_oid_set)
ABSENT(gss_display_name)
ABSENT(gss_display_status)
ABSENT(gss_get_mic)
ABSENT(gss_import_name)
ABSENT(gss_init_sec_context)
ABSENT(gss_inquire_cred)
ABSENT(gss_inquire_cred_by_mech)
ABSENT(gss_release_buffer)
ABSENT(gss_release_cred)
ABSENT(gss_release_name)
ABSENT(gss_test_oid_set_member)
ABSENT(gss_verify_mic)
