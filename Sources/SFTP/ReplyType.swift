/// What the server says (draft-ietf-secsh-filexfer-02 section 3).
enum ReplyType: UInt8 {
    case version = 2
    case status = 101
    case handle = 102
    case data = 103
    case name = 104
    case attrs = 105
    case extendedReply = 201
}
