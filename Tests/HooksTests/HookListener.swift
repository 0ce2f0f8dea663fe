import GatewayTesting
import Testing

/// A webhook on this machine, in a process of its own: it answers as the path asks and keeps what it got.
final class HookListener: Sendable {
    private let process: BackgroundProcess
    private let folder: TemporaryFolder
    let port: Int

    private init(process: BackgroundProcess, folder: TemporaryFolder, port: Int) {
        self.process = process
        self.folder = folder
        self.port = port
    }

    /// What `last()` reads: the headers' names are in lower case.
    struct Request: Decodable {
        let path: String
        let headers: [String: String]
        let body: String
        /// HMAC-SHA256 of the body as Python computes it, by the key `secret`.
        let signature: String
    }

    private static let script = #"""
        import hashlib, hmac, http.server, json, sys, time
        folder = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, kind, body, more={}):
                self.send_response(status)
                if kind: self.send_header("Content-Type", kind)
                for name, value in more.items(): self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                note = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()},
                        "body": body.decode(), "signature": hmac.new(b"secret", body, hashlib.sha256).hexdigest()}
                with open(folder + "/requests", "a") as file: file.write(json.dumps(note) + "\n")
                path = self.path.split("?")[0]
                if path == "/yes": self.answer(204, None, b"")
                elif path == "/text": self.answer(403, "text/plain; charset=utf-8", "not\ntoday: \x1b[31mquota\x07 für alice".encode())
                elif path == "/json": self.answer(500, "application/json", b'{"message": "the registry is down", "more": 1}')
                elif path == "/badjson": self.answer(400, "application/json", b'["no message"]')
                elif path == "/html": self.answer(502, "text/html", b"<h1>Bad gateway</h1>")
                elif path == "/redirect": self.answer(307, "text/plain", b"there", {"Location": "/yes"})
                elif path == "/huge":
                    self.send_response(500); self.send_header("Content-Type", "text/plain"); self.end_headers()
                    sent = 0
                    try:
                        while sent < 1 << 30: sent += self.wfile.write(b"too much " * 8000)
                    except OSError: pass
                    with open(folder + "/sent", "w") as file: file.write(str(sent))
                elif path == "/slow": time.sleep(600)
                elif path == "/drip":
                    self.send_response(500); self.send_header("Content-Type", "text/plain"); self.end_headers()
                    try:
                        while True: self.wfile.write(b"x"); self.wfile.flush(); time.sleep(0.2)
                    except OSError: pass
                elif path == "/nonsense": self.wfile.write(b"SSH-2.0-nonsense\r\n")
                else: self.answer(404, None, b"")
            def log_message(self, *words): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#

    /// Runs `body` beside a listener.
    static func with(_ body: (HookListener) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let script = try folder.write(script, to: "listener.py")
        let process = try BackgroundProcess(["python3", script, folder.path], log: folder.path + "/log")
        let isUp = await eventually { process.output.hasSuffix("\n") || !process.isRunning }
        let port = Int(process.output.dropLast())
        do {
            try #require(isUp && port != nil, "\(process.output)")
            try await body(HookListener(process: process, folder: folder, port: port ?? 0))
        } catch {
            try await process.end()
            throw error
        }
        try await process.end()
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Everything it was asked so far.
    func requests() throws -> [Request] {
        guard let text = folder.read("requests") else { return [] }
        return try text.split(separator: "\n").map { try Request(line: String($0)) }
    }

    /// How many bytes of `/huge` it got rid of; nil while it still writes.
    func sent() -> Int? { folder.read("sent").flatMap { Int($0) } }
}
