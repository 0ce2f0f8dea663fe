import Model

/// What a session's exec runs: a shell script that makes a login of the bare exec, says who it is (`Preamble`), and
/// becomes the session's program.
///
/// POSIX sh; works in dash, busybox ash and bash, and starts no program unless there is a terminal. It reads nothing
/// from standard input, which is the program's. Its variables bear a prefix, as assigning to one that the image's
/// environment has would change what the program gets.
struct LoginScript: Hashable {
    let program: SessionRequest.Program
    /// Ties the preamble to this script; any number that is not guessed by chance.
    let token: UInt64
    let uid: UInt32
    /// Home of a uid that the image's passwd file does not know.
    let home: String
    /// Empty without a terminal.
    let stty: [String]

    var arguments: [String] {
        let (mode, text) =
            switch program {
            case .shell: ("shell", "")
            case .command(let command): ("command", command)
            case .subsystem(let name): (name, "")
            }
        return ["/bin/sh", "-c", Self.text, "gangway", "\(token)", "\(uid)", home, mode, text] + stty
    }

    private static let text = #"""
        gangway_token=$1 gangway_uid=$2 gangway_home=$3 gangway_mode=$4 gangway_command=$5
        shift 5
        gangway_name= gangway_shell=
        if [ -r /etc/passwd ]; then
            while IFS=: read -r gangway_n gangway_p gangway_u gangway_g gangway_c gangway_h gangway_s ||
                [ -n "$gangway_n" ]
            do
                [ "$gangway_u" = "$gangway_uid" ] || continue
                gangway_name=$gangway_n gangway_shell=$gangway_s
                [ -z "$gangway_h" ] || gangway_home=$gangway_h
                break
            done </etc/passwd
        fi
        USER=${gangway_name:-${USERNAME:-$gangway_uid}}
        LOGNAME=$USER HOME=$gangway_home SHELL=${GANGWAY_SHELL:-${gangway_shell:-/bin/sh}}
        export USER LOGNAME HOME SHELL
        umask 022
        cd "$HOME" 2>/dev/null || {
            printf 'Could not chdir to home directory %s\n' "$HOME" >&2
            cd /
        }
        # bash -c reads .bashrc for a remote client, as under sshd, only where SHLVL says that it is the first shell.
        unset OLDPWD SHLVL SSH_TTY GANGWAY_SHELL
        gangway_stty=0
        if [ -t 0 ]; then
            if stty "$@" 2>/dev/null || stty "$1" "$2" "$3" "$4" 2>/dev/null; then gangway_stty=1; fi
            if SSH_TTY=$(tty 2>/dev/null); then export SSH_TTY; else unset SSH_TTY; fi
        fi
        gangway_stat=
        read -r gangway_stat </proc/self/stat
        set -- ${gangway_stat##*) }
        printf '\001%s %s %s %s\002' "$gangway_token" "$$" "${20:-0}" "$gangway_stty"
        case $gangway_mode in
        shell) exec "$SHELL" -l ;;
        command) exec "$SHELL" -c "$gangway_command" ;;
        sftp)
            for gangway_server in /usr/lib/openssh/sftp-server /usr/lib/ssh/sftp-server \
                /usr/libexec/openssh/sftp-server /usr/libexec/sftp-server
            do
                if [ -x "$gangway_server" ]; then exec "$gangway_server"; fi
            done
            echo "no sftp-server in this workspace's image" >&2
            exit 127 ;;
        *)
            echo "no such subsystem" >&2
            exit 127 ;;
        esac
        """#
}
