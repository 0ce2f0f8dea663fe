import CLinux
import Containers
import GatewayTesting
import Glibc
import Testing

@testable import Hooks

@Suite(.timeLimit(.minutes(10))) struct CommandHookTests {
    /// A hook that runs `script` with the folder's path as $1.
    private func hook(_ script: String, in folder: TemporaryFolder, limit: Duration = .seconds(300)) throws
        -> CommandHook
    {
        let file = try folder.write("#!/bin/bash\n" + script + "\n", to: "hook", mode: 0o700)
        return CommandHook(arguments: [file, folder.path, "two words"], limit: limit)
    }

    private func isGone(_ name: String, in folder: TemporaryFolder) async throws -> Bool {
        let pid = try #require(folder.read(name).flatMap { Int32($0.dropLast()) })
        return await eventually(within: .seconds(120)) { kill(pid, 0) != 0 }
    }

    @Test("it gets the call's JSON on one line of standard input, its arguments, and exit status 0 is yes")
    func yes() async throws {
        let folder = try TemporaryFolder()
        let call = try HookCall.test()
        let hook = try hook(#"cat > "$1/input"; echo "$2,$PWD" > "$1/rest""#, in: folder)
        #expect(await hook.answer(call) == nil)
        #expect(folder.read("input") == String(decoding: try call.json, as: UTF8.self) + "\n")
        #expect(folder.read("rest") == "two words,/\n")
    }

    @Test(
        "any other status is a refusal in its last words, those on standard error first",
        arguments: [
            ("echo no; echo 'ask \u{1B}[1mbob' >&2; echo >&2; exit 1", "ask [1mbob"),
            ("echo first; echo only output; exit 2", "only output"),
            ("exit 3", "no reason was given (exit status 3)"),
        ])
    func refusal(script: String, words: String) async throws {
        let folder = try TemporaryFolder()
        #expect(try await hook(script, in: folder).answer(.test()) == .refused(text: words))
    }

    @Test("a signal's end and a program that cannot start are no answers")
    func noAnswer() async throws {
        let folder = try TemporaryFolder()
        let signalled = try await hook("kill -SEGV $$", in: folder).answer(.test())
        #expect(signalled == .failed(cause: "\(folder.path)/hook: ended by signal 11"))
        let text = try folder.write("no program", to: "text")
        for path in [text, folder.path, "/nonexistent/hook"] {
            guard
                case .failed(let cause) = await CommandHook(arguments: [path, "s3cr3t"], limit: .seconds(60))
                    .answer(try .test())
            else {
                Issue.record("\(path) is taken for an answer")
                continue
            }
            #expect(cause.hasPrefix(path + ": ") && !cause.contains("s3cr3t"), "\(cause)")
        }
        #expect(await CommandHook(arguments: ["hook"], limit: .seconds(60)).answer(try .test()) != nil)
    }

    @Test("at its limit it is ended with its children, those that ignore SIGTERM too")
    func hanging() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook(
            """
            trap '' TERM
            sleep 600 & echo $! > $1/child
            bash -c 'exec sleep 600' & echo $! > $1/other
            echo $$ > $1/self
            while :; do wait; done
            """, in: folder, limit: .seconds(3))
        let begin = ContinuousClock.now
        #expect(await hook.answer(try .test()) == .failed(cause: "\(folder.path)/hook: no answer within 3.0 seconds"))
        // Its end does not depend on the children's.
        #expect(ContinuousClock.now - begin < .seconds(300))
        for name in ["child", "other", "self"] { #expect(try await isGone(name, in: folder), "\(name) is left") }
    }

    @Test("children that ignore SIGTERM are ended also where the hook itself follows it")
    func stubbornChild() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook(
            "bash -c \"trap '' TERM; while :; do sleep 1; done\" & echo $! > $1/child; exec sleep 600", in: folder,
            limit: .seconds(3))
        #expect(await hook.answer(try .test()) == .failed(cause: "\(folder.path)/hook: no answer within 3.0 seconds"))
        #expect(try await isGone("child", in: folder))
    }

    @Test("what it leaves in its group ends with it, and does not keep the answer waiting")
    func leftover() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook("sleep 600 & echo $! > $1/child; echo no; exit 1", in: folder)
        #expect(await hook.answer(try .test()) == .refused(text: "no"))
        #expect(try await isGone("child", in: folder))
    }

    @Test("a process that left the group and goes on writing does not keep the answer waiting")
    func escaped() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook(
            "setsid bash -c 'echo $$ > '$1'/child; exec yes' & while [ ! -s $1/child ]; do :; done; echo no >&2; exit 1",
            in: folder)
        let answer = await hook.answer(try .test())
        #expect(answer == .refused(text: "no"))
        // Its output is closed now, which ends it.
        #expect(try await isGone("child", in: folder))
    }

    @Test("a flood of output is drained, and the last words are kept")
    func flood() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook(
            "head -c 200000000 /dev/zero | tr '\\0' x | fold -w 1000 >&2; echo >&2; echo last >&2; exit 1", in: folder)
        #expect(await hook.answer(try .test()) == .refused(text: "last"))
        let endless = try self.hook("head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1", in: folder)
        #expect(await endless.answer(try .test()) == .refused(text: String(repeating: "x", count: 500)))
    }

    @Test("a hook that closes all of its descriptors and goes on is waited for")
    func closing() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook("exec 0<&- 1>&- 2>&-; sleep 1; echo done > $1/done; exit 4", in: folder)
        let call = try HookCall.test(reason: String(repeating: "long ", count: 100_000))
        #expect(await hook.answer(call) == .refused(text: "no reason was given (exit status 4)"))
        #expect(folder.read("done") == "done\n")
    }

    @Test("it has descriptors 0 to 2 and no other, whatever the gateway has open")
    func descriptors() async throws {
        let folder = try TemporaryFolder()
        // Open across exec, which nothing of the gateway's is.
        let open = (0..<5).map { _ in unsafe Glibc.open("/etc/passwd", O_RDONLY) }
        defer { for descriptor in open { close(descriptor) } }
        #expect(open.allSatisfy { $0 > 2 && fcntl($0, F_GETFD) == 0 })
        // Nothing but builtins, which open nothing to look.
        let script =
            "seen=; for n in {0..1023}; do [ -L /proc/$$/fd/$n ] && seen+=\" $n\"; done; echo $seen > $0/descriptors"
        let hook = CommandHook(arguments: ["/bin/bash", "-c", script, folder.path], limit: .seconds(300))
        #expect(await hook.answer(try .test()) == nil)
        #expect(folder.read("descriptors") == "0 1 2\n")
    }

    @Test("its environment is the documented one, and its signals are as new")
    func environment() async throws {
        let folder = try TemporaryFolder()
        // As the gateway does.
        signal(SIGPIPE, SIG_IGN)
        unsafe setenv("GANGWAY_TEST_SECRET", "s3cr3t", 1)
        defer { unsafe unsetenv("GANGWAY_TEST_SECRET") }
        let file = try folder.write(
            "/usr/bin/env > \"$1/environment\"; grep ^Sig /proc/self/status > \"$1/signals\"", to: "script")
        let hook = CommandHook(arguments: ["/bin/dash", file, folder.path], limit: .seconds(300))
        #expect(await hook.answer(try .test()) == nil)
        let lines = try #require(folder.read("environment")).split(separator: "\n").filter { !$0.hasPrefix("PWD=") }
        #expect(
            Set(lines.map { $0.prefix { $0 != "=" } }) == [
                "PATH", "LANG", "GANGWAY_EVENT", "GANGWAY_USER", "GANGWAY_PROFILE", "GANGWAY_WORKSPACE",
            ])
        #expect(lines.contains("GANGWAY_USER=alice") && lines.contains("GANGWAY_EVENT=create"))
        let signals = try #require(folder.read("signals"))
        for name in ["SigBlk:", "SigIgn:"] {
            let line = try #require(signals.split(separator: "\n").first { $0.hasPrefix(name) })
            let mask = try #require(UInt64(line.drop { $0 != "\t" }.dropFirst(), radix: 16))
            // From 32 on they are the C library's own.
            #expect(mask & 0x7FFF_FFFF == 0, "\(line)")
        }
    }

    @Test("a hook whose caller gives up is ended")
    func cancelled() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook("echo $$ > $1/self; exec sleep 600", in: folder)
        let call = try HookCall.test()
        let task = Task { await hook.answer(call) }
        #expect(await eventually { folder.read("self")?.hasSuffix("\n") == true })
        task.cancel()
        #expect(await task.value == .failed(cause: "\(folder.path)/hook: given up"))
        #expect(try await isGone("self", in: folder))
    }

    @Test("many at once each get their own answer, beside children that the gateway waits for itself")
    func many() async throws {
        let folder = try TemporaryFolder()
        let hook = try hook("read -r line; echo \"$line\" >&2; exit 1", in: folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let call = try HookCall.test(reason: "number \(number)")
                    let text = String(decoding: try call.json, as: UTF8.self)
                    #expect(await hook.answer(call) == .refused(text: text))
                }
                group.addTask {
                    let code = try await exitCode(of: ["/bin/sh", "-c", "sleep 0.\(number); exit \(number)"])
                    #expect(code == Int32(number))
                }
            }
            try await group.waitForAll()
        }
    }

    /// Starts a child and waits for it as a session's process on the host is waited for.
    private func exitCode(of arguments: [String]) async throws -> Int32 {
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        var pid: pid_t = 0
        try #require(unsafe posix_spawn(&pid, arguments[0], nil, nil, &words, nil) == 0)
        let descriptor = gangway_process_descriptor(pid)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var end = gangway_child_end()
        // Once only: another's wait that took it would make this fail.
        var result: Int32 = 0
        _ = await eventually {
            result = unsafe gangway_reap_process(descriptor, &end)
            return result != 0
        }
        try #require(result == 1 && !end.signalled)
        return end.code
    }
}
