import Model

/// What is run in the container to reach a session's process from outside.
///
/// Each script makes sure first that the leader is the process it was (a pid may be given out anew); where it has
/// ended, what it left behind lives on. A group is never mistaken: its number is not given out while a member lives.
/// POSIX sh; `kill -NAME -PID` is the one form that dash, busybox ash and bash understand.
enum ProcessScript {
    /// Exit code of `terminate` where the leader was still there in the end: it may belong to another user.
    static let stillLeads = 3

    /// Sends signals, in order, to the leader's group.
    static func signal(_ signals: [Signal], to leader: ExecLeader) -> [String] {
        arguments(leader, preparation + signalText, signals.map(\.rawValue))
    }

    /// Ends the leader's group and the foreground group of its terminal: SIGHUP, with SIGCONT for what is stopped, as
    /// the kernel does for a lost terminal; SIGTERM; SIGKILL; each after `grace`, while anything is left. Background
    /// jobs of an interactive shell have groups of their own and hear of it through their shell.
    ///
    /// Spared is what the user detached on purpose within the groups: processes that ignore SIGHUP and have none of the
    /// leader's descriptors as their input, output or error, and their children. A shell without job control makes such
    /// ones of `nohup server >log 2>&1 </dev/null &`, the way editors start theirs. Only their own user can see that:
    /// run it as the session's user first, and where that gives `stillLeads`, as root.
    static func terminate(_ leader: ExecLeader, grace: Duration) -> [String] {
        let (seconds, attoseconds) = grace.components
        let tenths = max(1, min(seconds, 3600) * 10 + attoseconds / 100_000_000_000_000_000)
        return arguments(leader, preparation + terminateText, ["\(tenths)"])
    }

    /// `leads` succeeds while the leader lives, and then knows its terminal's foreground group (field 8; -1 without).
    private static let preparation = #"""
        pid=$1 start=$2 foreground=-1
        shift 2
        fields() { state=$1 group=$6 started=${20}; }
        leads() {
            read -r line 2>/dev/null <"/proc/$pid/stat" || return 1
            fields ${line##*) }
            [ "$state" != Z ] && [ "$started" = "$start" ] && foreground=$group
        }

        """#

    private static let signalText = #"""
        leads || exit 0
        for name do kill "-$name" "-$pid" 2>/dev/null; done
        exit 0
        """#

    /// The trap ends the matter also where no process can be made for `sleep` (the limit of processes is reached),
    /// which ends the script. Bit 1 of `SigIgn` is SIGHUP.
    private static let terminateText = #"""
        tenths=$1 spared=' '
        ignores() {
            while read -r key value; do
                [ "$key" = SigIgn: ] || continue
                case $value in *[13579bdf]) return 0 ;; *) return 1 ;; esac
            done 2>/dev/null <"/proc/$1/status"
            return 1
        }
        holds() {
            for mine in 0 1 2; do
                [ "/proc/$pid/fd/$mine" -ef /dev/null ] && continue
                for its in 0 1 2; do [ "/proc/$1/fd/$its" -ef "/proc/$pid/fd/$mine" ] && return 0; done
            done
            return 1
        }
        find() {
            members=
            for stat in /proc/[0-9]*/stat; do
                read -r line 2>/dev/null <"$stat" || continue
                member=${stat#/proc/} member=${member%/stat}
                set -- ${line##*) }
                [ "$1" = Z ] && continue
                [ "$3" = "$pid" ] || { [ "$foreground" -gt 1 ] && [ "$3" = "$foreground" ]; } || continue
                case $spared in
                    *" $member "*) ;;
                    *" $2 "*) spared="$spared$member " ;;
                    *) members="$members $member" ;;
                esac
            done
        }
        spare() {
            find
            for member in $members; do
                [ "$member" = "$pid" ] && continue
                ignores "$member" && ! holds "$member" && spared="$spared$member "
            done
        }
        signal() {
            if [ "$spared" != ' ' ]; then
                find
                for member in $members; do kill "-$1" "$member" 2>/dev/null; done
                return
            fi
            kill "-$1" "-$pid" 2>/dev/null
            [ "$foreground" -le 1 ] || [ "$foreground" -eq "$pid" ] || kill "-$1" "-$foreground" 2>/dev/null
        }
        lives() {
            if [ "$spared" != ' ' ]; then
                find
                [ -n "$members" ]
                return
            fi
            kill -0 "-$pid" 2>/dev/null && return
            [ "$foreground" -gt 1 ] && kill -0 "-$foreground" 2>/dev/null
        }
        settle() {
            left=$tenths
            while [ "$left" -gt 0 ]; do
                lives || { trap - EXIT; exit 0; }
                sleep 0.1 2>/dev/null || { sleep 1; left=$((left - 9)); }
                left=$((left - 1))
            done
        }
        finish() {
            trap - EXIT
            for round in 1 2 3 4 5; do
                signal KILL
                leads || exit 0
                sleep 0.1 2>/dev/null
            done
            exit \#(stillLeads)
        }
        leads || exit 0
        spare
        trap finish EXIT
        signal HUP
        signal CONT
        settle
        leads
        signal TERM
        settle
        leads
        exit 0
        """#

    private static func arguments(_ leader: ExecLeader, _ script: String, _ rest: [String]) -> [String] {
        ["/bin/sh", "-c", script, "gangway", "\(leader.pid)", "\(leader.startTime)"] + rest
    }
}
