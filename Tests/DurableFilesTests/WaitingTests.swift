import DurableFiles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Says no from a moment on.
private final class Stop: Sendable {
    private let end: ContinuousClock.Instant
    init(after duration: Duration) { end = .now + duration }
    @Sendable func goesOn() -> Bool { .now < end }
}

@Suite("Waiting for others")
struct WaitingTests {
    private func withPipe(_ body: (FilePath) throws -> Void) throws {
        try withFolder { folder in
            let path = folder.appending("pipe")
            precondition(mkfifo(path.string, 0o600) == 0)
            try body(path)
        }
    }

    /// A wait that is told to end after a moment ends as interrupted, and within a second.
    private func expectStop(_ path: FilePath, _ body: (Files) throws -> Void) {
        let start = ContinuousClock.now
        let stop = Stop(after: .milliseconds(100))
        let error = #expect(throws: FileError.self) { try body(Files(goesOn: stop.goesOn)) }
        #expect(error?.errno == .interrupted)
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test("a pipe into which nobody writes can be given up")
    func nobodyWrites() throws {
        try withPipe { path in
            expectStop(path) { _ = try $0.read(path, limit: 100) }
            // Somebody who holds it open and says nothing.
            let writer = open(path.string, O_RDWR)
            defer { close(writer) }
            expectStop(path) { _ = try $0.read(path, limit: 100) }
            precondition(write(writer, "half", 4) == 4)
            expectStop(path) { _ = try $0.read(path, limit: 100) }
        }
    }

    @Test("a pipe that nobody reads can be given up, before and in the middle")
    func nobodyReads() throws {
        try withPipe { path in
            expectStop(path) { _ = try $0.openStream(path) }
            let reader = open(path.string, O_RDWR)
            defer { close(reader) }
            expectStop(path) { files in
                try files.openStream(path)?.write([UInt8](repeating: 1, count: 1 << 20).span)
            }
        }
    }

    @Test("what is written slowly into a pipe is read to its end")
    func slow() throws {
        try withPipe { path in
            let writer = Spawned(
                "/bin/sh", "-c",
                "exec >\(path.string); for i in 1 2 3 4 5; do printf $i; sleep 0.1; done")
            defer { writer.wait() }
            let bytes = try Files().read(path, limit: 100)
            #expect(bytes == Array("12345".utf8))
        }
    }

    @Test("a lock that another holds can be given up")
    func lock() throws {
        try withFolder { folder in
            let path = folder.appending("lock")
            try place([], at: path)
            let held = try FolderLock.acquire(path, patience: .zero, files: Files())
            expectStop(path) {
                _ = try FolderLock.acquire(path, patience: .seconds(60), files: $0)
            }
            extendLifetime(held)
        }
    }
}

/// A program beside the test.
private struct Spawned {
    private var pid: pid_t = 0

    init(_ words: String...) {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        precondition(posix_spawn(&pid, words[0], nil, nil, &arguments, environ) == 0)
    }

    func wait() { waitpid(pid, nil, 0) }
}
