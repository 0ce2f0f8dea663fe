import CLinux
import Glibc

/// Messages over a descriptor that somebody else owns, without blocking.
public enum MessageSocket {
    /// What came.
    public enum Received<Message: GuestMessage>: Sendable {
        /// Nothing now.
        case nothing
        /// The other side has closed.
        case end
        case message(Message, descriptors: [Int32])
    }

    /// - Throws: `MalformedMessage` for what is no message of the other side, whose descriptors are closed then.
    ///   Descriptors of a message returned are the caller's to close.
    public static func receive<Message: GuestMessage>(
        _: Message.Type = Message.self, from descriptor: Int32, limit: Int
    ) throws(MalformedMessage) -> Received<Message> {
        var descriptors = [Int32](repeating: -1, count: Int(GANGWAY_MESSAGE_DESCRIPTORS))
        var held: Int32 = 0
        var code: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let result = unsafe gangway_receive_message(
                descriptor, buffer.baseAddress, buffer.count, &descriptors, &held)
            code = result < 0 ? errno : 0
            count = max(0, result)
        }
        switch code {
        case 0: break
        case EAGAIN: return .nothing
        case EMSGSIZE: throw MalformedMessage()
        default: return .end
        }
        descriptors.removeLast(descriptors.count - Int(held))
        // No message is empty: this is the end.
        guard !bytes.isEmpty else {
            discard(descriptors)
            return .end
        }
        do throws(MalformedMessage) {
            return .message(try Message(bytes), descriptors: descriptors)
        } catch {
            discard(descriptors)
            throw error
        }
    }

    /// Closes what came beside a message. The other side may have made these so that closing waits: it does not.
    public static func discard(_ descriptors: [Int32]) {
        unsafe gangway_discard(descriptors, Int32(descriptors.count))
    }

    /// - Returns: whether the other side has it in its queue; errno tells why not.
    public static func send(_ message: some GuestMessage, with descriptors: [Int32] = [], on socket: Int32) -> Bool {
        let bytes = message.bytes
        return unsafe gangway_send_message(socket, bytes, bytes.count, descriptors, Int32(descriptors.count)) >= 0
    }
}
