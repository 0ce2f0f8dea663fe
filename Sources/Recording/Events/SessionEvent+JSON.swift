import Model

extension SessionEvent.Kind {
    /// The event's own members. `etc/session-log.schema.json` tells what each means: change both.
    func write(to json: inout JSONWriter) {
        switch self {
        case .serverStarted(let version, let processID):
            json.write("version", version)
            json.write("pid", processID)
        case .serverStopping, .serverStopped:
            break
        case .connectionOpened(let peer):
            json.write("peer", peer.description)
        case .connectionRefused(let peer, let limit):
            json.write("peer", peer.description)
            json.write("limit", limit)
        case .connectionKeyExchange(let exchange):
            json.write("client_version", exchange.clientVersion)
            json.write("algorithms", exchange.algorithms)
            json.write("duration_us", exchange.duration)
        case .connectionLimited(let limit, let peer):
            json.write("limit", limit)
            json.write("peer", peer?.description)
        case .connectionClosed(let end):
            json.write("reason", end.reason)
            json.writeTraffic(sent: end.sent, received: end.received, end.duration)
            json.write("code", end.code)
        case .authAttempt(let attempt):
            attempt.write(to: &json)
        case .sessionOpened(let opened):
            opened.write(to: &json)
        case .sessionFailed(let failed):
            json.write(failed.program)
            json.write("cause", failed.cause)
            json.write("code", failed.code)
        case .sessionEnded(let ended):
            ended.write(to: &json)
        case .forwardOpened(let forward), .forwardCancelled(let forward):
            forward.write(to: &json)
        case .forwardRefused(let forward, let cause):
            forward.write(to: &json)
            json.write("cause", cause)
        case .forwardClosed(let forward, let sent, let received, let duration):
            forward.write(to: &json)
            json.writeTraffic(sent: sent, received: received, duration)
        case .forwardListening(let forward, let port):
            forward.write(to: &json)
            if let port { json.write("port", port) }
        case .workspaceCreated(let change), .workspaceStarted(let change), .workspaceUnpaused(let change),
            .workspaceImagePulled(let change), .workspaceStopped(let change), .workspaceRemoved(let change):
            json.write("workspace", change.workspace)
            json.write("container", change.container)
            json.write("duration_us", change.duration)
            json.write("cause", change.cause)
        case .adminAction(let action):
            json.write("actor", action.actor)
            json.write("action", action.action)
            json.write("target", action.target)
            json.write("detail", action.detail)
        case .recordingFailed(let cause), .logFailing(let cause):
            json.write("cause", cause)
        case .recordingGap(let bytes):
            json.write("bytes", bytes)
        case .recordingRemoved(let recording, let reason):
            json.write("recording", recording)
            json.write("reason", reason.rawValue)
        case .logGap(let lost, let from, let to, let cause):
            json.write("lost", lost)
            json.write("from", from)
            json.write("to", to)
            json.write("cause", cause)
        case .logRecovered(let bytes, let cause):
            json.write("bytes", bytes)
            json.write("cause", cause)
        }
    }
}

extension SessionEvent.AuthenticationAttempt {
    fileprivate func write(to json: inout JSONWriter) {
        json.write("method", method)
        json.write("fingerprint", fingerprint)
        json.write("result", result.rawValue)
        json.write("cause", cause)
        if let duration { json.write("duration_us", duration) }
    }
}

extension SessionEvent.SessionOpened {
    fileprivate func write(to json: inout JSONWriter) {
        json.write(program)
        if let terminal {
            json.beginObject("pty")
            json.write("term", terminal.type)
            json.write("columns", terminal.size.columns)
            json.write("rows", terminal.size.rows)
            json.endObject()
        }
        json.write("workspace", workspace)
        json.write("way_in", wayIn)
        json.beginObject("opening")
        if let larval = opening.larval { json.write("larval_us", larval) }
        json.write("workspace_us", opening.workspace)
        json.write("process_us", opening.process)
        json.write("total_us", opening.total)
        json.endObject()
        json.write("recording", recording)
    }
}

extension SessionEvent.SessionEnded {
    fileprivate func write(to json: inout JSONWriter) {
        switch exit {
        case .status(let status):
            json.beginObject("exit")
            json.write("status", status)
            json.endObject()
        case .signal(let signal, let coreDumped):
            json.beginObject("exit")
            json.write("signal", signal.rawValue)
            json.write("core", coreDumped)
            json.endObject()
        case nil:
            json.writeNull("exit")
        }
        json.write("reason", reason.rawValue)
        json.writeTraffic(sent: sent, received: received, duration)
        if let program { json.write(program) }
        if let firstByte { json.write("first_byte_us", firstByte) }
    }
}

extension SessionEvent.Forward {
    fileprivate func write(to json: inout JSONWriter) {
        json.write("forward", direction.rawValue)
        json.write("address", address.description)
        json.write("peer", peer)
        if let channel { json.write("channel", channel) }
    }
}

extension JSONWriter {
    fileprivate mutating func writeTraffic(sent: UInt64, received: UInt64, _ duration: Duration) {
        write("sent", sent)
        write("received", received)
        write("duration_us", duration)
    }

    fileprivate mutating func write(_ program: SessionRequest.Program) {
        switch program {
        case .shell:
            write("kind", "shell")
        case .command(let command):
            write("kind", "exec")
            write("command", command)
        case .subsystem(let name):
            write("kind", "subsystem")
            write("subsystem", name)
        }
    }
}
