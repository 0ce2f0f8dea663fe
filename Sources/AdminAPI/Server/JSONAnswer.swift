import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers in JSON.
enum JSONAnswer {
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let body = try AdminCoding.encoder().encode(value)
        return Response(
            status: status, headers: [.contentType: AdminProtocol.json],
            body: .init(byteBuffer: ByteBuffer(bytes: body + [UInt8(ascii: "\n")])))
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok, type: String) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
