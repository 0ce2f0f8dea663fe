import Model
import Monitoring

extension SessionRequest.Program {
    var label: SessionKind {
        switch self {
        case .shell: .shell
        case .command: .exec
        case .subsystem: .subsystem
        }
    }
}
