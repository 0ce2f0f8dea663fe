import EventLoop
import Glibc
import GuestProtocol

/// Looks for a container's signs of life, a little in each turn of the loop: whoever wants a program started meanwhile
/// does not wait for the whole of it.
final class LifeInquiry {
    private enum Stage {
        case processes(ProcessFolder)
        case listeners
        case connections
    }

    private let question: GuestLifeQuestion
    private let loop: EventLoop
    private var onEnd: ((GuestLife) -> Void)?
    private var survey: ProcessSurvey
    private var ports = PortSurvey()
    private var dump: SocketDump?
    private var groupTime: UInt64?
    private var processTime: UInt64?
    private var stage = Stage.listeners

    /// In one turn: less than a millisecond's work.
    private static let processesPerTurn = 32
    /// What is read of a process's file. Its arguments begin with a path.
    private static let fileLimit = 4096
    private static let statusLimit = 1024

    /// - Parameter onEnd: called once, in a later turn, unless `cancel` comes first.
    init(_ question: GuestLifeQuestion, on loop: EventLoop, onEnd: @escaping (GuestLife) -> Void) {
        self.question = question
        self.loop = loop
        self.onEnd = onEnd
        survey = ProcessSurvey(question)
        goOn {
            $0.groupTime = CPUTime.ofGroup()
            if let folder = ProcessFolder() { $0.stage = .processes(folder) }
            $0.goOn { $0.advance() }
        }
    }

    private func goOn(_ body: @escaping (LifeInquiry) -> Void) {
        loop.defer { [weak self] in
            if let self, onEnd != nil { body(self) }
        }
    }

    private func advance() {
        switch stage {
        case .processes(let folder):
            if !look(into: folder) { stage = .listeners }
        case .listeners:
            guard question.looksAtPorts, look(for: [PortSurvey.listen]) else {
                guard ports.hasListeners else { return end() }
                stage = .connections
                break
            }
        case .connections:
            guard look(for: PortSurvey.connections) else { return end() }
        }
        goOn { $0.advance() }
    }

    /// - Returns: whether there may be more.
    private func look(into folder: ProcessFolder) -> Bool {
        for _ in 0..<Self.processesPerTurn {
            if groupTime != nil, survey.isComplete { return false }
            guard let process = folder.next() else { return false }
            let read = { (name: String, limit: Int) in
                SmallFile.read("\(process)/\(name)", in: folder.descriptor, limit: limit) ?? []
            }
            survey.take(
                .init(
                    name: { Array(read("comm", 64).prefix { $0 != UInt8(ascii: "\n") }) },
                    arguments: { read("cmdline", Self.fileLimit) },
                    status: { read("status", Self.statusLimit) }))
            if groupTime == nil {
                processTime = (processTime ?? 0) &+ CPUTime.ofProcess(stat: read("stat", Self.fileLimit))
            }
        }
        return true
    }

    /// - Returns: whether there may be more.
    private func look(for states: [UInt8]) -> Bool {
        if dump == nil { dump = .of(states: states) }
        let hasMore = dump?.next { ports.take($0) } ?? false
        if !hasMore { dump = nil }
        return hasMore
    }

    private func end() {
        let hold = HoldFile(of: question.user, home: question.home)
        let life = GuestLife(
            cpuNanoseconds: groupTime ?? processTime, keptBy: survey.keptBy, multiplexer: survey.multiplexer,
            usedPorts: Array(ports.usedPorts.prefix(GuestLife.portLimit)),
            holdUntil: Impersonation.run(as: question.user) { hold.end() } ?? nil)
        let onEnd = self.onEnd
        self.onEnd = nil
        onEnd?(life)
    }

    /// Nobody wants it any more.
    func cancel() {
        onEnd = nil
    }
}
